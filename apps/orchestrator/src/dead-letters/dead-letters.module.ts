import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { DeadLetterMirror } from './dead-letter-mirror';

@Module({ imports: [DispatcherModule], providers: [DeadLetterMirror], exports: [DeadLetterMirror] })
export class DeadLettersModule {}
