import { Module } from '@nestjs/common';
import { Database, AuditStore } from '@cadre/persistence';
import { CheckedSenders } from './checked-senders';
import { SenderGate } from './senders.port';

@Module({
  providers: [
    { provide: AuditStore, inject: [Database], useFactory: (db: Database) => new AuditStore(db) },
    { provide: SenderGate, useClass: CheckedSenders },
  ],
  exports: [SenderGate],
})
export class SendersModule {}
