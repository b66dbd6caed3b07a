import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { StrandedTasks } from './stranded-tasks';

@Module({ imports: [DispatcherModule], providers: [StrandedTasks], exports: [StrandedTasks] })
export class RegistryModule {}
