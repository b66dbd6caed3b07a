import { Module } from '@nestjs/common';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';
import { LOGGER, WORKER_CONFIG } from '../platform/platform.port';
import { AgentCatalogue } from './agent-catalogue.port';
import { FolderAgentCatalogue } from './folder-agent-catalogue';

/** The agents of this worker's team. */
@Module({
  providers: [
    {
      provide: AgentCatalogue,
      useFactory: ({ agentsDir, team }: WorkerConfig, logger: Logger) =>
        FolderAgentCatalogue.load(agentsDir, team, logger),
      inject: [WORKER_CONFIG, LOGGER],
    },
  ],
  exports: [AgentCatalogue],
})
export class RegistryModule {}
