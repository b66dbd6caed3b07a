import { Module } from '@nestjs/common';
import {
  createBlobStore,
  ExecutorRegistry,
  keyIdOf,
  LocalProviderGate,
  McpServers,
  probeSandbox,
  ToolBox,
} from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import { loadArtifactKeys } from '@cadre/crypto';
import { Metrics, type Logger } from '@cadre/observability';
import { LOGGER, WORKER_CONFIG, WORKER_ENVIRONMENT } from '../platform/platform.port';
import { AgentCatalogue } from '../registry/agent-catalogue.port';
import { RegistryModule } from '../registry/registry.module';
import { createExecutors, type ExecutorParts } from './create-executors';
import { createTools } from './create-tools';
import { BLOB_STORE, PROVIDER_GATE, SANDBOX, WORKER_OFFERS } from './executors.port';
import { loadMcpServers } from './load-mcp-servers';
import { providerAccounts } from './provider-accounts';
import { ProviderMetrics } from './provider.metrics';
import { requireExecutors } from './require-executors';
import { GateKeys } from './shared-keys';
import { SharedKeys } from './shared-keys.port';
import { workerOffers } from './worker-offers';

type Shared = [
  ExecutorParts['sandbox'],
  ExecutorParts['hostEnvironment'],
  ExecutorParts['gate'],
  ExecutorParts['tools'],
];

/** Everything that can run an agent. Refuses to start if an agent of the team has no executor. */
@Module({
  imports: [RegistryModule],
  providers: [
    {
      provide: BLOB_STORE,
      useFactory: (config: WorkerConfig) => createBlobStore(config, loadArtifactKeys(config.busKeyFile)),
      inject: [WORKER_CONFIG],
    },
    {
      provide: SANDBOX,
      useFactory: (config: WorkerConfig, catalogue: AgentCatalogue, servers: McpServers) =>
        needsSandbox(config, catalogue, servers) ? probeSandbox() : null,
      inject: [WORKER_CONFIG, AgentCatalogue, McpServers],
    },
    {
      provide: GateKeys,
      useFactory: (config: WorkerConfig, metrics: Metrics, logger: Logger) =>
        new GateKeys([...providerAccounts(config).values()].map(keyIdOf), new ProviderMetrics(metrics), logger),
      inject: [WORKER_CONFIG, Metrics, LOGGER],
    },
    { provide: SharedKeys, useExisting: GateKeys },
    { provide: PROVIDER_GATE, useFactory: gateFor, inject: [GateKeys] },
    { provide: McpServers, useFactory: loadMcpServers, inject: [WORKER_CONFIG, WORKER_ENVIRONMENT, LOGGER] },
    { provide: ToolBox, useFactory: createTools, inject: [WORKER_CONFIG, McpServers, SANDBOX, WORKER_ENVIRONMENT] },
    { provide: WORKER_OFFERS, useFactory: workerOffers, inject: [WORKER_CONFIG, ToolBox] },
    {
      provide: ExecutorRegistry,
      useFactory: (config: WorkerConfig, logger: Logger, ...[sandbox, hostEnvironment, gate, tools]: Shared) =>
        createExecutors(config, { sandbox, hostEnvironment, gate, tools }, logger),
      inject: [WORKER_CONFIG, LOGGER, SANDBOX, WORKER_ENVIRONMENT, PROVIDER_GATE, ToolBox],
    },
    {
      provide: 'every agent has its executor',
      useFactory: (executors: ExecutorRegistry, catalogue: AgentCatalogue, logger: Logger) =>
        requireExecutors(executors, catalogue, logger),
      inject: [ExecutorRegistry, AgentCatalogue, LOGGER],
    },
  ],
  exports: [ExecutorRegistry, BLOB_STORE, SANDBOX, SharedKeys, WORKER_OFFERS],
})
export class ExecutorsModule {}

function gateFor(keys: GateKeys): LocalProviderGate {
  const gate = new LocalProviderGate(keys);
  keys.attach(gate);
  return gate;
}

/** Trying the drivers takes a moment that a team without commands, or whose models are simulated, need not spend. */
function needsSandbox(config: WorkerConfig, catalogue: AgentCatalogue, { needSandbox }: McpServers): boolean {
  if (catalogue.all().some(({ executor }) => executor === 'command')) return true;
  const models = providerAccounts(config).size > 0;
  return models && (needSandbox || catalogue.all().some(({ tools }) => tools.includes('sandbox.run')));
}
