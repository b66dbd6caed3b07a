import type { Metrics } from '@cadre/observability';

/** What heartbeats say about themselves. */
export class HeartbeatsMetrics {
  readonly heartbeats;
  readonly renewed;
  readonly lost;
  readonly latency;

  constructor(metrics: Metrics) {
    this.heartbeats = metrics.counter('cadre_heartbeats_total', 'Heartbeats answered', ['team']);
    this.renewed = metrics.counter('cadre_leases_renewed_total', 'Leases renewed', ['team']);
    this.lost = metrics.counter('cadre_leases_lost_total', 'Leases that were no longer the asking worker’s', ['team']);
    this.latency = metrics.histogram('cadre_heartbeat_batch_seconds', 'One batch of heartbeats');
  }
}
