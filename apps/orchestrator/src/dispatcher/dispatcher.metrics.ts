import type { Metrics } from '@cadre/observability';

/** What dispatch says about itself. */
export class DispatcherMetrics {
  readonly dispatched;
  readonly round;
  readonly window;
  readonly queued;
  readonly held;
  readonly takenBack;
  readonly unpublished;

  constructor(metrics: Metrics) {
    this.dispatched = metrics.counter('cadre_tasks_dispatched_total', 'Tasks set queued', ['team', 'priority']);
    this.round = metrics.histogram('cadre_dispatch_round_seconds', 'One dispatch transaction', ['team', 'kind']);
    this.window = metrics.gauge('cadre_dispatch_window', 'Tasks that may be queued at once', ['team']);
    this.queued = metrics.gauge('cadre_dispatch_window_used', 'Tasks that were queued before the last round', ['team']);
    this.held = metrics.gauge('cadre_dispatch_teams_held', 'Teams this orchestrator dispatches for');
    this.takenBack = metrics.counter('cadre_tasks_taken_back_total', 'Queued tasks returned to the backlog', [
      'team',
      'reason',
    ]);
    this.unpublished = metrics.counter('cadre_dispatch_unpublished_total', 'Tasks whose message was not confirmed', [
      'team',
    ]);
  }
}
