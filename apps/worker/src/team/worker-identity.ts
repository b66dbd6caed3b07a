/** How this worker names itself to the orchestrator. */
export interface WorkerIdentity {
  readonly workerId: string;
  readonly team: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly slots: number;
}
