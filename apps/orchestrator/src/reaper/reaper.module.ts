import { Module } from '@nestjs/common';
import { Reaper } from './reaper';
import { ReaperEvidenceModule } from './reaper-evidence.module';
import { ReaperWake } from './reaper.port';

@Module({
  imports: [ReaperEvidenceModule],
  providers: [Reaper, { provide: ReaperWake, useExisting: Reaper }],
  exports: [Reaper, ReaperWake],
})
export class ReaperModule {}
