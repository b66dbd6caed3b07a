import {
  createLlmExecutor,
  createSimulatedLlm,
  ModelSource,
  openProviderConnections,
  parseModelRef,
  PriceTable,
  type AgentExecutor,
  type ProviderGate,
  type ToolBox,
} from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';
import { providerAccounts } from './provider-accounts';

/** The executor of llm agents, with the providers that the worker's settings open. */
export function createLlm(
  config: WorkerConfig,
  { gate, tools }: { readonly gate: ProviderGate; readonly tools: ToolBox },
  logger: Logger,
): AgentExecutor {
  const accounts = providerAccounts(config);
  const providers = [...accounts.keys()];
  const simulated = createSimulatedLlm({ latencyMs: config.simulatedLatencyMs });
  if (providers.length === 0) {
    logger.info('no model provider is configured: models are simulated');
    return simulated;
  }
  logger.info({ providers, stand_in: config.standInModel }, 'model providers');
  const models = new ModelSource({
    accounts,
    fetch: openProviderConnections(config.modelSilenceSeconds).fetch,
    standIn: config.standInModel === undefined ? undefined : parseModelRef(config.standInModel),
  });
  const prices = PriceTable.load(config.modelPricesFile);
  return createLlmExecutor({ models, gate, prices, tools }, simulated);
}
