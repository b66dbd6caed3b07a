import type { Metrics } from '@cadre/observability';

/** What a worker meets at its model providers. */
export class ProviderMetrics {
  private readonly pauses;
  private readonly circuits;

  constructor(metrics: Metrics) {
    this.pauses = metrics.counter('cadre_provider_pauses_total', 'Limits of a provider that this worker met first', [
      'provider',
    ]);
    this.circuits = metrics.gauge('cadre_provider_circuit_open', 'Whether nothing is sent because a provider fails', [
      'provider',
    ]);
  }

  paused(keyId: string): void {
    this.pauses.inc({ provider: providerOf(keyId) });
  }

  circuit(keyId: string, isOpen: boolean): void {
    this.circuits.set({ provider: providerOf(keyId) }, isOpen ? 1 : 0);
  }
}

/** Keys are named `provider:hash`; the hash has no place in a label. */
function providerOf(keyId: string): string {
  return keyId.slice(0, keyId.indexOf(':'));
}
