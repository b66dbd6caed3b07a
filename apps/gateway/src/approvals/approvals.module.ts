import { Module } from '@nestjs/common';
import { StreamModule } from '../stream/stream.module';
import { ApprovalsController } from './approvals.controller';
import { DecideApproval } from './decide-approval';

/** Where people agree, or not, to what agents want to do. */
@Module({ imports: [StreamModule], controllers: [ApprovalsController], providers: [DecideApproval] })
export class ApprovalsModule {}
