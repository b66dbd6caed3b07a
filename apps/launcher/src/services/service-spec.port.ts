/** One process that belongs to an installation. */
export interface ServiceSpec {
  /** Unique; also the name of its log file. */
  readonly name: string;
  readonly role: 'gateway' | 'orchestrator' | 'worker';
  readonly team: string | null;
  /** Its program. */
  readonly entry: string;
  /** Its whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** How long it may take to stop before it is killed. */
  readonly stopWithinMs: number;
}
