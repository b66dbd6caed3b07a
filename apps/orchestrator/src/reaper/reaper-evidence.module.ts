import { Module } from '@nestjs/common';
import { HeartbeatTurns } from '../heartbeats/heartbeat-turns.port';
import { ReaperEvidence } from './reaper-evidence';

/** Apart from the reaper itself: heartbeats add to the evidence and need nothing else of it. */
@Module({
  providers: [ReaperEvidence, { provide: HeartbeatTurns, useExisting: ReaperEvidence }],
  exports: [ReaperEvidence, HeartbeatTurns],
})
export class ReaperEvidenceModule {}
