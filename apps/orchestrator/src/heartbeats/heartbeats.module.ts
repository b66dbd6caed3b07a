import { Module } from '@nestjs/common';
import { ReaperEvidenceModule } from '../reaper/reaper-evidence.module';
import { HeartbeatsController } from './heartbeats.controller';
import { RenewLeases } from './renew-leases';
import { SendersModule } from '../senders/senders.module';

@Module({
  imports: [ReaperEvidenceModule, SendersModule],
  providers: [RenewLeases],
  controllers: [HeartbeatsController],
})
export class HeartbeatsModule {}
