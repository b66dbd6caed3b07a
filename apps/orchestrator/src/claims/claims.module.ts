import { Module } from '@nestjs/common';
import { ClaimsController } from './claims.controller';
import { SendersModule } from '../senders/senders.module';

@Module({ imports: [SendersModule], controllers: [ClaimsController] })
export class ClaimsModule {}
