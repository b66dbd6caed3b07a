import type { Metrics } from '@cadre/observability';

/** What the workflow engine says about itself. */
export class WorkflowEngineMetrics {
  readonly duration;
  readonly rows;
  readonly failures;
  readonly resting;
  readonly openRuns;
  readonly inbox;
  readonly ended;

  constructor(metrics: Metrics) {
    this.duration = metrics.histogram('cadre_workflow_fold_duration_seconds', 'Time of one fold of a run');
    this.rows = metrics.histogram(
      'cadre_workflow_fold_rows',
      'Inbox rows taken in by one fold',
      [],
      [0, 1, 2, 5, 10, 50, 100, 500, 1000],
    );
    this.failures = metrics.counter('cadre_workflow_fold_failures_total', 'Folds that failed and are tried again');
    this.resting = metrics.gauge(
      'cadre_workflow_runs_resting',
      'Runs whose fold failed here, and that are left alone for a while',
    );
    this.openRuns = metrics.gauge('cadre_workflow_runs_open', 'Runs of workflows that have not ended');
    this.inbox = metrics.gauge('cadre_workflow_inbox_rows', 'Rows that runs still have to fold');
    this.ended = metrics.counter('cadre_workflow_runs_ended_total', 'Runs of workflows that ended', ['status']);
  }
}
