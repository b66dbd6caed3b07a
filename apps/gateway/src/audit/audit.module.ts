import { Module } from '@nestjs/common';
import { AccessAudit } from './access-audit';
import { AuditRecorder } from './audit-recorder';
import { AuditController } from './audit.controller';
import { AuditTrail } from './audit.port';

/** The audit log: written by everybody through AuditTrail, read by admins. */
@Module({
  controllers: [AuditController],
  providers: [AccessAudit, AuditRecorder, { provide: AuditTrail, useExisting: AuditRecorder }],
  exports: [AuditTrail],
})
export class AuditModule {}
