import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { CancelNotifier } from './cancel-notifier';

@Module({ imports: [DispatcherModule], providers: [CancelNotifier], exports: [CancelNotifier] })
export class CancelsModule {}
