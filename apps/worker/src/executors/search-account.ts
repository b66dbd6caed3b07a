import type { ServiceAccount } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';

const PERPLEXITY = 'https://api.perplexity.ai';

/** The service behind web.search, if the worker's settings open one. */
export function searchAccount({
  perplexityApiKey: apiKey,
  perplexityBaseUrl,
}: WorkerConfig): ServiceAccount | undefined {
  if (apiKey === undefined && perplexityBaseUrl === undefined) return undefined;
  return { apiKey, baseUrl: perplexityBaseUrl ?? PERPLEXITY };
}
