import { Module } from '@nestjs/common';
import { Promoter } from './promoter';

@Module({ providers: [Promoter], exports: [Promoter] })
export class PromoterModule {}
