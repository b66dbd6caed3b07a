/** broadcast: what was just committed about runs of workflows. The same stands in `workflow_events`. */
export interface WorkflowEventsV1 {
  readonly events: readonly WorkflowEventV1[];
}

export interface WorkflowEventV1 {
  readonly workflow_id: string;
  readonly seq: number;
  readonly type: string;
  /** The step it is about; null: the run itself. */
  readonly path: string | null;
  readonly from: string | null;
  /** Null for an annotation. */
  readonly to: string | null;
  /** The step's attempt. */
  readonly attempt: number | null;
  readonly actor: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly data: Record<string, unknown> | null;
}
