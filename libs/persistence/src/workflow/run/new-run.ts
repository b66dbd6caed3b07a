import type { WorkflowDefinition } from '@cadre/domain';

/** A run that is about to be accepted: its definition validated, its inputs checked, its id given. */
export interface NewRun {
  /** UUIDv7. The same id submitted twice is one run. */
  readonly workflowId: string;
  readonly externalId: string | null;
  readonly tenant: string;
  readonly submittedBy: string;
  readonly submittedByEmail: string | null;
  readonly name: string;
  readonly template: { readonly templateId: string; readonly version: number } | null;
  /** Pinned: what becomes of the template later does not concern the run. Sealed, because parameters stand in it. */
  readonly definition: WorkflowDefinition;
  /** Sealed before they reach the database. */
  readonly inputs: unknown;
  readonly totalSteps: number;
  readonly traceParent: string | null;
  /** The step of another run that it is for. */
  readonly parent?: {
    readonly workflowId: string;
    readonly path: string;
    readonly attempt: number;
    readonly level: number;
  };
}
