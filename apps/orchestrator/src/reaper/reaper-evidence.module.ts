import { Module } from '@nestjs/common';
import { HeartbeatTurns } from '../heartbeats/heartbeat-turns.port';
import { ReaperEvidence } from './reaper-evidence';
import { SilenceEvidence } from './reaper.port';

/** Apart from the reaper itself: heartbeats add to the evidence and need nothing else of it. */
@Module({
  providers: [
    ReaperEvidence,
    { provide: HeartbeatTurns, useExisting: ReaperEvidence },
    { provide: SilenceEvidence, useExisting: ReaperEvidence },
  ],
  exports: [ReaperEvidence, HeartbeatTurns, SilenceEvidence],
})
export class ReaperEvidenceModule {}
