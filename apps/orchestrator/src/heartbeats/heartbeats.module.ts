import { Module } from '@nestjs/common';
import { ReaperEvidenceModule } from '../reaper/reaper-evidence.module';
import { HeartbeatsController } from './heartbeats.controller';
import { RenewLeases } from './renew-leases';
import { ShareProviders } from './share-providers';
import { SendersModule } from '../senders/senders.module';

@Module({
  imports: [ReaperEvidenceModule, SendersModule],
  providers: [RenewLeases, ShareProviders],
  controllers: [HeartbeatsController],
})
export class HeartbeatsModule {}
