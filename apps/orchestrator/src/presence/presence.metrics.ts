import type { Metrics } from '@cadre/observability';

/** What presence says about itself. */
export class PresenceMetrics {
  readonly known;
  readonly gone;
  readonly ignored;

  constructor(metrics: Metrics) {
    this.known = metrics.gauge('cadre_workers_known', 'Workers that are not given up', ['team']);
    this.gone = metrics.counter('cadre_workers_gone_total', 'Workers given up because their connection is gone');
    this.ignored = metrics.counter('cadre_presence_ignored_total', 'Looks whose absences were not trusted', ['why']);
  }

  countKnown(workers: readonly { readonly team: string }[]): void {
    this.known.reset();
    for (const { team } of workers) this.known.inc({ team });
  }
}
