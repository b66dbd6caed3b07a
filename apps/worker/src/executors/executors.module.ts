import { Module } from '@nestjs/common';
import { ExecutorRegistry, FolderBlobStore, probeSandbox } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';
import { LOGGER, WORKER_CONFIG, WORKER_ENVIRONMENT } from '../platform/platform.port';
import { AgentCatalogue } from '../registry/agent-catalogue.port';
import { RegistryModule } from '../registry/registry.module';
import { createExecutors } from './create-executors';
import { BLOB_STORE, SANDBOX } from './executors.port';
import { requireExecutors } from './require-executors';

/** Everything that can run an agent. Refuses to start if an agent of the team has no executor. */
@Module({
  imports: [RegistryModule],
  providers: [
    {
      provide: BLOB_STORE,
      useFactory: ({ artifactsDir }: WorkerConfig) => new FolderBlobStore(artifactsDir),
      inject: [WORKER_CONFIG],
    },
    {
      provide: SANDBOX,
      useFactory: (catalogue: AgentCatalogue) => (needsSandbox(catalogue) ? probeSandbox() : null),
      inject: [AgentCatalogue],
    },
    {
      provide: ExecutorRegistry,
      useFactory: (...parts: Parameters<typeof createExecutors>) => createExecutors(...parts),
      inject: [WORKER_CONFIG, SANDBOX, WORKER_ENVIRONMENT, LOGGER],
    },
    {
      provide: 'every agent has its executor',
      useFactory: (executors: ExecutorRegistry, catalogue: AgentCatalogue, logger: Logger) =>
        requireExecutors(executors, catalogue, logger),
      inject: [ExecutorRegistry, AgentCatalogue, LOGGER],
    },
  ],
  exports: [ExecutorRegistry, BLOB_STORE, SANDBOX],
})
export class ExecutorsModule {}

/** Trying the drivers takes a moment that a team without commands need not spend at every start. */
function needsSandbox(catalogue: AgentCatalogue): boolean {
  return catalogue.all().some(({ executor }) => executor === 'command');
}
