import { Module } from '@nestjs/common';
import { ReportsController } from './reports.controller';
import { SendersModule } from '../senders/senders.module';

@Module({ imports: [SendersModule], controllers: [ReportsController] })
export class ReportsModule {}
