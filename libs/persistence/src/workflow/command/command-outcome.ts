import type { RunStatus } from '@cadre/domain';
import type { RunEventRow, RunRow } from '../run-row';

/** What a command to a run came to. */
export type RunCommandOutcome =
  | { readonly kind: 'done'; readonly run: RunRow; readonly events: readonly RunEventRow[] }
  /** The run's status does not allow it, or it is so already. */
  | { readonly kind: 'conflict'; readonly status: RunStatus; readonly detail: string }
  | { readonly kind: 'not_found' };

/** What a person's decision came to. */
export type DecisionOutcome =
  | RunCommandOutcome
  | { readonly kind: 'step_not_found' }
  /** The step does not wait for a decision, or has one. */
  | { readonly kind: 'not_waiting'; readonly status: string; readonly decidedBy: string | null }
  /** Somebody else has to decide: the step names its approvers, or wants four eyes. */
  | { readonly kind: 'not_allowed'; readonly detail: string }
  | { readonly kind: 'form_invalid'; readonly errors: readonly { readonly path: string; readonly message: string }[] };
