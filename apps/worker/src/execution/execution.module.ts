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
import { ReportBuilder } from './build-report';
import { ExecutionMetrics } from './execution.metrics';
import { PipelineRunner } from './pipeline-runner';

type Parts = [AgentCatalogue, ExecutorRegistry, ArtifactBlobStore, BusCipher, ExecutionMetrics, Logger];

/** Runs attempts. */
@Module({
  imports: [RegistryModule, ExecutorsModule],
  providers: [
    { provide: ExecutionMetrics, useFactory: (metrics: Metrics) => new ExecutionMetrics(metrics), inject: [Metrics] },
    {
      provide: AttemptPipeline,
      useFactory: (...[catalogue, executors, blobs, cipher, metrics, logger]: Parts) =>
        new AttemptPipeline({ catalogue, executors, blobs, cipher, metrics, logger }),
      inject: [AgentCatalogue, ExecutorRegistry, BLOB_STORE, BusCipher, ExecutionMetrics, LOGGER],
    },
    {
      provide: AttemptRunner,
      useFactory: (pipeline: AttemptPipeline, cipher: BusCipher, logger: Logger) =>
        new PipelineRunner(pipeline, new ReportBuilder(cipher), logger),
      inject: [AttemptPipeline, BusCipher, LOGGER],
    },
  ],
  exports: [AttemptRunner],
})
export class ExecutionModule {}
