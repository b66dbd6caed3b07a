import { Module } from '@nestjs/common';
import { DispatcherModule } from '../dispatcher/dispatcher.module';
import { AgentSync } from './agent-sync';
import { StrandedTasks } from './stranded-tasks';

@Module({ imports: [DispatcherModule], providers: [AgentSync, StrandedTasks], exports: [AgentSync, StrandedTasks] })
export class RegistryModule {}
