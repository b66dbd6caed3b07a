import type { ArtifactRow } from '../../artifact/artifact-row';
import type { TaskRow } from '../task-row';
import type { Opened } from './open-sealed';

/** Everything a person asks about one task. */
export interface TaskDetails extends TaskRow {
  /** New attempts after a counted failure. */
  readonly retry_count: number;
  /** Attempts that were begun. */
  readonly attempt_count: number;
  /** The output of a completed task; absent while there is none, or once it has expired. */
  readonly result: Opened<unknown>;
  readonly result_expired: boolean;
  /** Of the last failure; for admins. */
  readonly stack_trace: Opened<string>;
  readonly dlq_id: string | null;
  readonly dlq_state: 'open' | 'resubmitted' | 'discarded' | null;
  readonly artifacts: readonly ArtifactRow[];
  /** The tasks made by retrying or resubmitting this one. */
  readonly retried_by: readonly string[];
}

/** One event of a task. */
export interface TaskEventRow {
  readonly task_id: string;
  readonly seq: number;
  readonly type: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly lease_no: number;
  readonly actor: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** One attempt: finished ones with their outcome, the one under way with null. */
export interface AttemptRow {
  readonly lease_no: number;
  readonly worker_id: string | null;
  readonly outcome: string | null;
  readonly error_code: string | null;
  readonly error_class: string | null;
  readonly error_message: string | null;
  readonly counted: boolean;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly duration_ms: number | null;
  readonly queue_wait_ms: number | null;
  readonly agent_version: string | null;
  readonly usage: TaskRow['usage'];
}

/** One line an agent wrote. */
export interface LogLine {
  readonly attempt: number;
  readonly line_no: number;
  readonly at: Date;
  readonly level: string;
  readonly message: Opened<string>;
}

/** The part of a task that changes while it runs. */
export interface ProgressRow {
  readonly task_id: string;
  readonly status: TaskRow['status'];
  readonly progress: number;
  readonly current_step: string | null;
  readonly progress_message: string | null;
  readonly lease_no: number;
  readonly event_seq: number;
  readonly cancel_requested_at: Date | null;
  readonly updated_at: Date;
}
