/** broadcast: what was just committed about tasks, one message per batch. The same stands in `task_events`. */
export interface TaskEventsV1 {
  readonly events: readonly TaskEventV1[];
  /** Progress is broadcast but kept only as the task's present value. */
  readonly progress: readonly TaskProgressV1[];
}

export interface TaskEventV1 {
  readonly task_id: string;
  readonly seq: number;
  readonly type: string;
  readonly from: string | null;
  /** Null for an annotation. */
  readonly to: string | null;
  /** lease_no */
  readonly attempt: number;
  readonly actor: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly data: Record<string, unknown> | null;
}

export interface TaskProgressV1 {
  readonly task_id: string;
  readonly attempt: number;
  readonly progress: number;
  readonly current_step: string | null;
  readonly message: string | null;
  readonly at: string;
}
