/** orchestrator → team queue: a task is ready to be claimed. Carries no payload. */
export interface TaskDispatchedV1 {
  readonly task_id: string;
  /** The claim must name the same number: a message of an older dispatch is refused. */
  readonly dispatch_no: number;
  readonly agent_id: string;
  /**
   * Only in the copy of a dead letter that stands at the broker for people: moved back to the team's queue, it asks for
   * the dead letter to be submitted anew. Readers from before it existed see the message of a task that is over.
   */
  readonly dlq_id?: string;
}
