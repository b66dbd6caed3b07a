import { priorityName } from '@cadre/domain';
import type { AttemptRow, DeadLetterDetails, DeadLetterRow } from '@cadre/persistence';
import type { DeadAttempt, DeadLetterAnswer, DeadLetterItem } from './dlq-answers';

/** A dead letter as a list shows it. */
export function deadLetterItem(row: DeadLetterRow): DeadLetterItem {
  const { dlq_id, task_id, agent_id, team, tenant, error_message, error_code, error_class, fingerprint } = row;
  return {
    ...{ dlq_id, task_id, agent_id, team, tenant, error_message, error_code, error_class, fingerprint },
    attempt_count: row.attempts,
    retry_count: row.retry_count,
    submitted_at: row.submitted_at,
    failed_at: row.failed_at,
    state: row.state,
    resubmitted: row.state === 'resubmitted',
    resubmitted_at: row.resubmitted_at,
    new_task_id: row.new_task_id,
  };
}

/** The whole of it. */
export function deadLetterAnswer(details: DeadLetterDetails): DeadLetterAnswer {
  return {
    ...deadLetterItem(details),
    priority: details.priority === null ? null : priorityName(details.priority),
    parameters: details.parameters ?? null,
    stack_trace: details.stack_trace,
    attempts: details.attempt_list.map(deadAttempt),
  };
}

function deadAttempt(row: AttemptRow): DeadAttempt {
  const { worker_id, outcome, error_code, error_class, error_message, started_at, finished_at } = row;
  return {
    attempt: row.lease_no,
    ...{ worker_id, outcome, error_code, error_class, error_message, started_at, finished_at },
    duration_seconds: row.duration_ms === null ? null : row.duration_ms / 1000,
  };
}
