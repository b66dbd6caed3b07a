import { Module } from '@nestjs/common';
import { Database, AuditStore } from '@cadre/persistence';
import { SenderGate } from './sender-gate';

@Module({
  providers: [
    { provide: AuditStore, inject: [Database], useFactory: (db: Database) => new AuditStore(db) },
    SenderGate,
  ],
  exports: [SenderGate],
})
export class SendersModule {}
