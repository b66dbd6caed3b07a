import type { Metrics } from '@cadre/observability';

/** What the reaper says about itself. */
export class ReaperMetrics {
  readonly reaped;
  readonly paused;

  constructor(metrics: Metrics) {
    this.reaped = metrics.counter('cadre_attempts_reaped_total', 'Attempts ended without their worker', ['reason']);
    this.paused = metrics.gauge('cadre_reaper_paused', '1 while expired leases are left alone', ['cause']);
  }
}
