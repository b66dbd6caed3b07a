import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { Retention } from './retention';

@Module({ imports: [DispatcherModule], providers: [Retention], exports: [Retention] })
export class RetentionModule {}
