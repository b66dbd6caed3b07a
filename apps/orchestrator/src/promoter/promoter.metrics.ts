import type { Metrics } from '@cadre/observability';

/** What the promoter says about itself. */
export class PromoterMetrics {
  readonly promoted;
  readonly expired;

  constructor(metrics: Metrics) {
    this.promoted = metrics.counter('cadre_tasks_promoted_total', 'Scheduled and retried tasks that became due', [
      'team',
    ]);
    this.expired = metrics.counter(
      'cadre_tasks_expired_total',
      'Tasks cancelled because they were not started in time',
      ['team'],
    );
  }

  countPromoted(events: readonly { readonly team: string }[]): void {
    for (const { team } of events) this.promoted.inc({ team });
  }

  countExpired(events: readonly { readonly team: string }[]): void {
    for (const { team } of events) this.expired.inc({ team });
  }
}
