import { configuredAccounts, type ProviderAccounts } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';

/** The model providers that the worker's settings open. */
export function providerAccounts(config: WorkerConfig): ProviderAccounts {
  return configuredAccounts([
    { provider: 'anthropic', apiKey: config.anthropicApiKey, baseUrl: config.anthropicBaseUrl },
    { provider: 'openai', apiKey: config.openaiApiKey, baseUrl: config.openaiBaseUrl },
  ]);
}
