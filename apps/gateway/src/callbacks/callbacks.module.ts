import { Module } from '@nestjs/common';
import { StreamModule } from '../stream/stream.module';
import { CallbacksController } from './callbacks.controller';
import { TakeCallback } from './take-callback';

/** Where the services behind http agents say how their work ended. */
@Module({ imports: [StreamModule], controllers: [CallbacksController], providers: [TakeCallback] })
export class CallbacksModule {}
