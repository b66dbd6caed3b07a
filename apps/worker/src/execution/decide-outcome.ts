import {
  AttemptSuspended,
  HandBack,
  normalizeFailure,
  type AgentFailure,
  type AttemptWait,
  type HandBackCause,
} from '@cadre/agents';
import type { StopReason } from './stop-reason';

/** How the pipeline came to its end. */
export type Ending =
  { readonly kind: 'output'; readonly json: string } | { readonly kind: 'threw'; readonly error: unknown };

/** Why an attempt counts for nothing: it was stopped, or its agent could do nothing now. */
export type HandBackReason = Extract<StopReason, 'shutdown' | 'lease_unconfirmed'> | HandBackCause;

/** What there is to report. `nothing`: the lease is gone, somebody else speaks for the task now. */
export type Outcome =
  | { readonly kind: 'completed'; readonly json: string }
  | { readonly kind: 'failed'; readonly failure: AgentFailure }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'waiting'; readonly wait: AttemptWait }
  | { readonly kind: 'handed_back'; readonly reason: HandBackReason }
  | { readonly kind: 'nothing' };

/**
 * A valid output counts, whatever the agent was told while it finished; so does work that somebody else has taken over. An attempt that stopped because it was told to
 * ends as it was told; `toldAs` puts that into the words of a failure.
 */
export function decideOutcome(ending: Ending, stopped: StopReason | undefined, toldAs: unknown): Outcome {
  if (stopped === 'lease_lost') return { kind: 'nothing' };
  if (ending.kind === 'output') return { kind: 'completed', json: ending.json };
  if (stopped === 'cancelled') return { kind: 'cancelled' };
  if (ending.error instanceof AttemptSuspended) return { kind: 'waiting', wait: ending.error.wait };
  if (stopped === 'shutdown' || stopped === 'lease_unconfirmed') return { kind: 'handed_back', reason: stopped };
  if (stopped === undefined && ending.error instanceof HandBack)
    return { kind: 'handed_back', reason: ending.error.reason };
  const cause = stopped === undefined ? ending.error : stoppedBy(ending.error, stopped, toldAs);
  return { kind: 'failed', failure: normalizeFailure(cause) };
}

/** After a time limit only a failure the agent classified itself says more than the limit does. */
function stoppedBy(error: unknown, stopped: 'soft_timeout' | 'hard_timeout', toldAs: unknown): unknown {
  const failure = normalizeFailure(error);
  const ownWords = stopped === 'soft_timeout' && failure === error;
  return ownWords ? failure : toldAs;
}
