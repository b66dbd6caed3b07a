import { assertNever } from '../assert-never';
import type { AgentState } from '../dispatch/lane';
import { laneState } from '../dispatch/lane-state';
import { millisecondsUntil } from '../dispatch/token-bucket';
import { TaskStatus } from './task-status';

/** Why a task is not running. `behind.count` tasks of its team go before it. */
export type WaitingFor =
  | { readonly kind: 'not_due'; readonly until: Date }
  | { readonly kind: 'retry_delay'; readonly until: Date }
  | { readonly kind: 'paused'; readonly by: string | null }
  /** Its agent is no longer defined; it fails when the agent stays away. */
  | { readonly kind: 'agent_gone'; readonly since: Date }
  | { readonly kind: 'no_worker'; readonly team: string }
  | { readonly kind: 'concurrency'; readonly holders: readonly string[] }
  | { readonly kind: 'rate_limit'; readonly until: Date }
  /** Every key of its agent's models is paused: their provider is at its limit. */
  | { readonly kind: 'provider_paused'; readonly until: Date }
  /** Its tenant holds as much of the team as it may. */
  | { readonly kind: 'tenant_share'; readonly tenant: string }
  | { readonly kind: 'behind'; readonly count: number }
  /** A service that took the work over calls back, or time runs out. */
  | { readonly kind: 'callback'; readonly until: Date }
  /** A person decides about the call of a tool, or time runs out. */
  | { readonly kind: 'approval'; readonly approval_id: string; readonly tool: string; readonly until: Date }
  /** It is next: a place in the team's window or a free slot is all that is missing. */
  | { readonly kind: 'window' };

export interface WaitingFacts {
  readonly status: TaskStatus;
  readonly team: string;
  readonly tenant: string;
  readonly nowMs: number;
  /** `scheduled` and `retry`: when it is due. */
  readonly availableAtMs: number;
  /** Undefined when the agent is no longer known. */
  readonly agent: AgentState | undefined;
  /** Some of the tasks that use up the agent's concurrency. */
  readonly holders: readonly string[];
  /** How many tasks more its tenant may have in flight: `tenantRoom`. */
  readonly tenantRoom: number;
  /** Waiting tasks of the team that go before this one. */
  readonly ahead: number;
  /** Workers of the team that are alive; sessions for an agent with executor `external`. */
  readonly liveWorkers: number;
}

/** Why the task waits, by the same judgement as dispatch; null when it does not wait for its turn. */
export function waitingFor(facts: WaitingFacts): WaitingFor | null {
  switch (facts.status) {
    case TaskStatus.Scheduled:
      return { kind: 'not_due', until: new Date(facts.availableAtMs) };
    case TaskStatus.Retry:
      return { kind: 'retry_delay', until: new Date(facts.availableAtMs) };
    case TaskStatus.Pending:
      return blockedBy(facts) ?? cappedBy(facts) ?? inLine(facts);
    // It has its place already: limits no longer matter, only somebody who takes it.
    case TaskStatus.Queued:
      return facts.agent && !('room' in laneState(facts.agent)) ? blockedBy(facts) : inLine(facts);
    case TaskStatus.Claimed:
    case TaskStatus.Running:
    case TaskStatus.Waiting:
    case TaskStatus.Completed:
    case TaskStatus.Failed:
    case TaskStatus.Timeout:
    case TaskStatus.Cancelled:
      return null;
    default:
      return assertNever(facts.status);
  }
}

function blockedBy({ agent, nowMs, holders }: WaitingFacts): WaitingFor | null {
  if (!agent) return null;
  const state = laneState(agent);
  switch (state.kind) {
    case 'gone':
      return { kind: 'agent_gone', since: new Date(state.sinceMs) };
    case 'paused':
      return { kind: 'paused', by: state.by };
    case 'held':
      return { kind: 'provider_paused', until: new Date(nowMs + state.forMs) };
    case 'concurrency':
      return { kind: 'concurrency', holders };
    case 'rate_limit':
      return { kind: 'rate_limit', until: nextToken(agent, nowMs) };
    case 'open':
      return null;
    default:
      return assertNever(state);
  }
}

/** Without a worker nothing is handed out, and the cap is not what holds it back. */
function cappedBy({ tenant, tenantRoom, liveWorkers }: WaitingFacts): WaitingFor | null {
  return liveWorkers > 0 && tenantRoom < 1 ? { kind: 'tenant_share', tenant } : null;
}

function nextToken({ bucket, queued }: AgentState, nowMs: number): Date {
  if (!bucket) return new Date(nowMs);
  // What is queued has a claim on the next tokens; a bucket that never holds so many is empty for at least one refill.
  const wait = millisecondsUntil({ ...bucket, burst: Infinity }, queued + 1);
  return new Date(nowMs + (Number.isFinite(wait) ? wait : 0));
}

function inLine({ team, ahead, liveWorkers }: WaitingFacts): WaitingFor {
  if (liveWorkers === 0) return { kind: 'no_worker', team };
  return ahead > 0 ? { kind: 'behind', count: ahead } : { kind: 'window' };
}
