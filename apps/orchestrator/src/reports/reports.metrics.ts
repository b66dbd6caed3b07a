import type { Metrics } from '@cadre/observability';
import type { CommittedEvent } from '@cadre/persistence';

/** What reports say about themselves. */
export class ReportsMetrics {
  readonly reports;
  readonly batch;
  readonly latency;
  readonly duration;
  readonly retries;
  readonly deadLetters;

  constructor(metrics: Metrics) {
    this.reports = metrics.counter('cadre_reports_total', 'Reports answered', ['team', 'verdict']);
    this.batch = metrics.histogram(
      'cadre_report_batch_size',
      'Reports in one transaction',
      [],
      [1, 5, 20, 50, 200, 1000],
    );
    this.latency = metrics.histogram('cadre_report_batch_seconds', 'One batch of reports');
    this.duration = metrics.histogram('cadre_attempt_duration_seconds', 'Attempts, by how they ended', [
      'team',
      'outcome',
    ]);
    this.retries = metrics.counter('cadre_task_retries_total', 'Retries planned', ['team', 'error_class']);
    this.deadLetters = metrics.counter('cadre_dead_letters_total', 'Dead letters written', ['team', 'error_class']);
  }

  /** Counts what followed for the tasks. */
  countEnds(events: readonly CommittedEvent[]): void {
    for (const { team, to, data } of events) {
      const error_class = typeof data?.['error_class'] === 'string' ? data['error_class'] : 'none';
      if (to === 'retry') this.retries.inc({ team, error_class });
      if (to === 'failed' || to === 'timeout') this.deadLetters.inc({ team, error_class });
    }
  }
}
