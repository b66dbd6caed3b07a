import { Module } from '@nestjs/common';
import { ReaperEvidenceModule } from '../reaper/reaper-evidence.module';
import { HeartbeatsController } from './heartbeats.controller';
import { RenewLeases } from './renew-leases';

@Module({ imports: [ReaperEvidenceModule], providers: [RenewLeases], controllers: [HeartbeatsController] })
export class HeartbeatsModule {}
