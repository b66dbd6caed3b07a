import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';
import { LOGGER, WORKER_CONFIG } from '../platform/platform.port';
import { AgentCatalogue } from './agent-catalogue.port';
import { FolderAgentCatalogue } from './folder-agent-catalogue';

/** The agents of this worker's team. */
@Module({
  providers: [
    {
      provide: FolderAgentCatalogue,
      useFactory: ({ agentsDir, team }: WorkerConfig, logger: Logger) =>
        FolderAgentCatalogue.load(agentsDir, team, logger),
      inject: [WORKER_CONFIG, LOGGER],
    },
    { provide: AgentCatalogue, useExisting: FolderAgentCatalogue },
  ],
  exports: [AgentCatalogue],
})
export class RegistryModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly catalogue: FolderAgentCatalogue) {}

  onApplicationBootstrap(): void {
    this.catalogue.watch();
  }

  onApplicationShutdown(): void {
    this.catalogue.unwatch();
  }
}
