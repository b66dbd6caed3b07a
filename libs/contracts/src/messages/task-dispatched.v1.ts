/** orchestrator → team queue: a task is ready to be claimed. Carries no payload. */
export interface TaskDispatchedV1 {
  readonly task_id: string;
  /** The claim must name the same number: a message of an older dispatch is refused. */
  readonly dispatch_no: number;
  readonly agent_id: string;
}
