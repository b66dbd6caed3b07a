import type { Metrics } from '@cadre/observability';

/** What claims say about themselves. */
export class ClaimsMetrics {
  readonly claims;
  readonly batch;
  readonly latency;
  readonly dispatchLag;

  constructor(metrics: Metrics) {
    this.claims = metrics.counter('cadre_claims_total', 'Claims answered', ['team', 'outcome']);
    this.batch = metrics.histogram(
      'cadre_claim_batch_size',
      'Claims in one transaction',
      [],
      [1, 5, 20, 50, 200, 1000],
    );
    this.latency = metrics.histogram('cadre_claim_batch_seconds', 'One batch of claims, from handed over to answered');
    this.dispatchLag = metrics.histogram('cadre_dispatch_lag_seconds', 'From due to started', ['team']);
  }
}
