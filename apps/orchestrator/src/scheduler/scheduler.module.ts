import { Module } from '@nestjs/common';
import { CronCalendar } from '@cadre/cron';
import { PayloadCipher } from '@cadre/crypto';
import { Database, ScheduleFiringStore } from '@cadre/persistence';
import { judgeParameters } from './judge-parameters';
import { Scheduler } from './scheduler';

const store = {
  provide: ScheduleFiringStore,
  inject: [Database, PayloadCipher],
  useFactory: (db: Database, cipher: PayloadCipher) =>
    new ScheduleFiringStore(db, cipher, new CronCalendar(), judgeParameters),
};

@Module({ providers: [store, Scheduler], exports: [Scheduler] })
export class SchedulerModule {}
