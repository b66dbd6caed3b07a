import { Module } from '@nestjs/common';
import { UsageController } from './usage.controller';

/** What models were asked and paid for. */
@Module({ controllers: [UsageController] })
export class UsageModule {}
