import { Module } from '@nestjs/common';
import { CronCalendar } from '@cadre/cron';
import { PayloadCipher } from '@cadre/crypto';
import { Database, ScheduleStore } from '@cadre/persistence';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { StreamModule } from '../stream/stream.module';
import { TasksModule } from '../tasks/tasks.module';
import { WorkflowsModule } from '../workflows/workflows.module';
import { CALENDAR } from './calendar.token';
import { ChangeSchedule } from './change-schedule';
import { CheckTarget } from './check-target';
import { CreateSchedule } from './create-schedule';
import { ScheduleControlController } from './schedule-control.controller';
import { ScheduleHints } from './schedule-hints';
import { SchedulesController } from './schedules.controller';
import { TriggerSchedule } from './trigger-schedule';

const store = {
  provide: ScheduleStore,
  useFactory: (database: Database, cipher: PayloadCipher) => new ScheduleStore(database, cipher),
  inject: [Database, PayloadCipher],
};

/** Schedules: made, shown, changed, paused, triggered. Orchestrators fire them. */
@Module({
  imports: [IdempotencyModule, StreamModule, TasksModule, WorkflowsModule],
  controllers: [SchedulesController, ScheduleControlController],
  providers: [
    ...[store, { provide: CALENDAR, useClass: CronCalendar }],
    ...[ChangeSchedule, CheckTarget, CreateSchedule, ScheduleHints, TriggerSchedule],
  ],
})
export class SchedulesModule {}
