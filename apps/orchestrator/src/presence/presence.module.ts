import { Module } from '@nestjs/common';
import { ReaperModule } from '../reaper/reaper.module';
import { Presence } from './presence';

@Module({ imports: [ReaperModule], providers: [Presence], exports: [Presence] })
export class PresenceModule {}
