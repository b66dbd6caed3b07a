import { Module } from '@nestjs/common';
import { FoldTools } from './fold-tools';
import { RunFolder } from './run-folder';
import { WorkflowEngine } from './workflow-engine';

@Module({ providers: [FoldTools, RunFolder, WorkflowEngine], exports: [WorkflowEngine] })
export class WorkflowEngineModule {}
