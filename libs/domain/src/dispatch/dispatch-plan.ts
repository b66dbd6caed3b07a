import type { AgentState, Lane, QueuedCount } from './lane';

export interface DispatchInput {
  /** Places left in the team's window; negative when the window shrank. */
  readonly free: number;
  readonly lanes: readonly Lane[];
  readonly agents: ReadonlyMap<string, AgentState>;
  /** queued + claimed + running in this team, per tenant. */
  readonly tenantsInFlight: ReadonlyMap<string, number>;
  /** The largest share (0 to 1) of the team that a tenant may hold; tenants that are not named may hold all of it. */
  readonly tenantMaxShare?: ReadonlyMap<string, number>;
  /** What could be taken back to make room for something more urgent. */
  readonly queued?: readonly QueuedCount[];
}

/** Dispatch up to `count` tasks of this lane, in order of submission. */
export interface LaneQuota {
  readonly agentId: string;
  readonly tenant: string;
  readonly priority: number;
  readonly count: number;
}

/**
 * Take back up to `count` queued tasks whose priority is lower than `belowPriority` (a larger number), the lowest and
 * latest first: of this agent, or of the whole team when none is named.
 */
export interface Preemption {
  readonly agentId?: string;
  readonly count: number;
  readonly belowPriority: number;
}

/**
 * `quotas` hold without the preemptions. When there are preemptions, the caller carries them out (only what is still
 * `queued` can be taken back) and plans again with what it then finds.
 */
export interface DispatchPlan {
  readonly quotas: readonly LaneQuota[];
  readonly preemptions: readonly Preemption[];
}
