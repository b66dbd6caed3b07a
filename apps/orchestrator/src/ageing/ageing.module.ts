import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { Ageing } from './ageing';

@Module({ imports: [DispatcherModule], providers: [Ageing], exports: [Ageing] })
export class AgeingModule {}
