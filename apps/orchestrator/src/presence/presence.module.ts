import { Module } from '@nestjs/common';
import { ReaperEvidenceModule } from '../reaper/reaper-evidence.module';
import { ReaperModule } from '../reaper/reaper.module';
import { Presence } from './presence';

@Module({ imports: [ReaperModule, ReaperEvidenceModule], providers: [Presence], exports: [Presence] })
export class PresenceModule {}
