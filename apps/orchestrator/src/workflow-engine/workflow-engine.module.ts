import { Module } from '@nestjs/common';
import { FoldTools } from './fold-tools';
import { WorkflowEngine } from './workflow-engine';

@Module({ providers: [FoldTools, WorkflowEngine], exports: [WorkflowEngine] })
export class WorkflowEngineModule {}
