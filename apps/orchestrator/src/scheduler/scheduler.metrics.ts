import type { Metrics } from '@cadre/observability';
import type { FiredRun } from '@cadre/persistence';

const LATENESS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 60, 3600];

/** What the scheduler says about itself. */
export class SchedulerMetrics {
  private readonly fired;
  private readonly missed;
  private readonly lateness;

  constructor(metrics: Metrics) {
    this.fired = metrics.counter('cadre_schedule_firings_total', 'Firings of schedules by what became of them', [
      'status',
    ]);
    this.missed = metrics.counter(
      'cadre_schedule_instants_missed_total',
      'Instants that no run of their own stands for',
    );
    this.lateness = metrics.histogram(
      'cadre_schedule_lateness_seconds',
      'From when a firing was due to its transaction',
      [],
      LATENESS_SECONDS,
    );
  }

  count(runs: readonly FiredRun[]): void {
    for (const { status, missed, dueAt, firedAt } of runs) {
      this.fired.inc({ status });
      if (missed > 0) this.missed.inc(missed);
      this.lateness.observe(Math.max(0, firedAt.getTime() - dueAt.getTime()) / 1000);
    }
  }
}
