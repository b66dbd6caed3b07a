import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { Reconciler } from './reconciler';

@Module({ imports: [DispatcherModule], providers: [Reconciler], exports: [Reconciler] })
export class ReconcilerModule {}
