/** One event as a moving statement returns it. */
export interface EventRow {
  readonly task_id: string;
  readonly seq: number;
  readonly type: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly lease_no: number;
  readonly actor: string;
  readonly at: Date;
  readonly data: Record<string, unknown> | null;
  readonly team: string;
  readonly agent_id: string;
  readonly tenant: string;
}
