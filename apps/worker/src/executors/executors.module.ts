import { Module } from '@nestjs/common';
import { createBlobStore, ExecutorRegistry, keyIdOf, LocalProviderGate, probeSandbox } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import { Metrics, type Logger } from '@cadre/observability';
import { LOGGER, WORKER_CONFIG, WORKER_ENVIRONMENT } from '../platform/platform.port';
import { AgentCatalogue } from '../registry/agent-catalogue.port';
import { RegistryModule } from '../registry/registry.module';
import { createExecutors } from './create-executors';
import { BLOB_STORE, PROVIDER_GATE, SANDBOX, WORKER_OFFERS } from './executors.port';
import { providerAccounts } from './provider-accounts';
import { ProviderMetrics } from './provider.metrics';
import { requireExecutors } from './require-executors';
import { GateKeys } from './shared-keys';
import { SharedKeys } from './shared-keys.port';
import { workerOffers } from './worker-offers';

/** Everything that can run an agent. Refuses to start if an agent of the team has no executor. */
@Module({
  imports: [RegistryModule],
  providers: [
    {
      provide: BLOB_STORE,
      useFactory: (config: WorkerConfig) => createBlobStore(config),
      inject: [WORKER_CONFIG],
    },
    {
      provide: SANDBOX,
      useFactory: (catalogue: AgentCatalogue) => (needsSandbox(catalogue) ? probeSandbox() : null),
      inject: [AgentCatalogue],
    },
    {
      provide: GateKeys,
      useFactory: (config: WorkerConfig, metrics: Metrics, logger: Logger) =>
        new GateKeys([...providerAccounts(config).values()].map(keyIdOf), new ProviderMetrics(metrics), logger),
      inject: [WORKER_CONFIG, Metrics, LOGGER],
    },
    { provide: SharedKeys, useExisting: GateKeys },
    { provide: PROVIDER_GATE, useFactory: gateFor, inject: [GateKeys] },
    { provide: WORKER_OFFERS, useFactory: workerOffers, inject: [WORKER_CONFIG] },
    {
      provide: ExecutorRegistry,
      useFactory: (...parts: Parameters<typeof createExecutors>) => createExecutors(...parts),
      inject: [WORKER_CONFIG, SANDBOX, WORKER_ENVIRONMENT, PROVIDER_GATE, LOGGER],
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

/** Trying the drivers takes a moment that a team without commands need not spend at every start. */
function needsSandbox(catalogue: AgentCatalogue): boolean {
  return catalogue.all().some(({ executor }) => executor === 'command');
}
