import { Module } from '@nestjs/common';
import { ExecutorRegistry, type ArtifactBlobStore } from '@cadre/agents';
import { BusCipher } from '@cadre/crypto';
import { Metrics, type Logger } from '@cadre/observability';
import { BLOB_STORE } from '../executors/executors.port';
import { ExecutorsModule } from '../executors/executors.module';
import { LOGGER } from '../platform/platform.port';
import { AgentCatalogue } from '../registry/agent-catalogue.port';
import { RegistryModule } from '../registry/registry.module';
import { AttemptPipeline } from './attempt-pipeline';
import { AttemptRunner } from './attempt-runner.port';
import { AttemptScope } from './attempt-scope';
import { ReportBuilder } from './build-report';
import { ExecutionMetrics } from './execution.metrics';
import { PipelineRunner } from './pipeline-runner';

type Parts = [AgentCatalogue, ExecutorRegistry, ArtifactBlobStore, BusCipher, ExecutionMetrics, AttemptScope, Logger];

/** Runs attempts. */
@Module({
  imports: [RegistryModule, ExecutorsModule],
  providers: [
    AttemptScope,
    { provide: ExecutionMetrics, useFactory: (metrics: Metrics) => new ExecutionMetrics(metrics), inject: [Metrics] },
    {
      provide: AttemptPipeline,
      useFactory: (...[catalogue, executors, blobs, cipher, metrics, scope, logger]: Parts) =>
        new AttemptPipeline({ catalogue, executors, blobs, cipher, metrics, scope, logger }),
      inject: [AgentCatalogue, ExecutorRegistry, BLOB_STORE, BusCipher, ExecutionMetrics, AttemptScope, LOGGER],
    },
    {
      provide: AttemptRunner,
      useFactory: (pipeline: AttemptPipeline, cipher: BusCipher, scope: AttemptScope, logger: Logger) =>
        new PipelineRunner(pipeline, new ReportBuilder(cipher), scope, logger),
      inject: [AttemptPipeline, BusCipher, AttemptScope, LOGGER],
    },
  ],
  exports: [AttemptRunner],
})
export class ExecutionModule {}
