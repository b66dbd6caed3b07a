import { createHash } from 'node:crypto';
import type { ProviderName } from './model-ref';

/** What opens a provider: a key, an address, or both. A server of one's own may need no key. */
export interface ProviderAccount {
  readonly provider: ProviderName;
  readonly apiKey: string | undefined;
  /** Undefined: the provider's own. */
  readonly baseUrl: string | undefined;
}

export type ProviderAccounts = ReadonlyMap<ProviderName, ProviderAccount>;

/** Those of the given accounts that lead anywhere: a provider without key and address is not configured. */
export function configuredAccounts(all: readonly ProviderAccount[]): ProviderAccounts {
  const configured = all.filter(({ apiKey, baseUrl }) => apiKey !== undefined || baseUrl !== undefined);
  return new Map(configured.map((account) => [account.provider, account]));
}

/**
 * Names the key without showing it, the same on every worker that has it: what a provider limits is the key, at that
 * address.
 */
export function keyIdOf({ provider, apiKey = '', baseUrl = '' }: ProviderAccount): string {
  const digest = createHash('sha256').update(`${provider}\n${baseUrl}\n${apiKey}`).digest('hex');
  return `${provider}:${digest.slice(0, 16)}`;
}
