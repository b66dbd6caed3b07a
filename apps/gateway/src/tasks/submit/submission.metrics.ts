import type { Metrics } from '@cadre/observability';

/** What is counted about submissions. */
export interface SubmissionMetrics {
  accepted(team: string, priority: string): void;
  /** A live task with the same dedupe key answered for it. */
  deduplicated(team: string): void;
}

export function createSubmissionMetrics(metrics: Metrics): SubmissionMetrics {
  const accepted = metrics.counter('cadre_tasks_submitted_total', 'Accepted tasks', ['team', 'priority']);
  const deduplicated = metrics.counter('cadre_tasks_deduplicated_total', 'Submissions that met a live twin', ['team']);
  return {
    accepted: (team, priority) => accepted.inc({ team, priority }),
    deduplicated: (team) => deduplicated.inc({ team }),
  };
}
