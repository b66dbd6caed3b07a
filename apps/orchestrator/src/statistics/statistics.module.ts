import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { Statistics } from './statistics';

@Module({ imports: [DispatcherModule], providers: [Statistics], exports: [Statistics] })
export class StatisticsModule {}
