import { AuditEventType, type AuditEntry } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Origin } from '../audit/origin';
import type { Transaction } from '../database/run-transaction';
import type { AgentOverrides, AgentRow } from './agent-row';
import { effectiveLimits } from './effective-limits';
import { CHANGE_LIMITS, SET_PAUSED } from './sql/change-limits.sql';
import { LOCK_AGENT } from './sql/read-agents.sql';

export interface AgentChangeOptions {
  /** What the caller believes `row_version` to be. */
  readonly ifVersion?: number;
  readonly origin: Origin;
}

export type AgentChangeOutcome =
  | { readonly kind: 'changed'; readonly agent: AgentRow }
  /** Somebody else changed the agent since the caller read it. */
  | { readonly kind: 'stale'; readonly rowVersion: number }
  | { readonly kind: 'not_found' };

/** Sets limits by hand, in force at once. */
export function changeLimits(
  tx: Transaction,
  agentId: string,
  change: AgentOverrides,
  options: AgentChangeOptions,
): Promise<AgentChangeOutcome> {
  const note = { eventType: AuditEventType.AgentChanged, data: { ...change } };
  return changing(tx, agentId, options, note, async (agent) => {
    const overridden = { ...agent.overridden, ...change };
    const limits = effectiveLimits(agent.definition.limits, overridden);
    const { maxConcurrent, ratePerSecond, rateBurst } = limits;
    await tx.execute(CHANGE_LIMITS, [agentId, maxConcurrent, ratePerSecond, rateBurst, JSON.stringify(overridden)]);
  });
}

/** Stops or resumes the dispatch of an agent's tasks; what runs goes on. */
export function setPaused(
  tx: Transaction,
  agentId: string,
  paused: boolean,
  options: AgentChangeOptions & { readonly by?: string },
): Promise<AgentChangeOutcome> {
  const eventType = paused ? AuditEventType.AgentPaused : AuditEventType.AgentResumed;
  return changing(tx, agentId, options, { eventType }, async () => {
    await tx.execute(SET_PAUSED, [agentId, paused, options.by ?? options.origin.email]);
  });
}

async function changing(
  tx: Transaction,
  agentId: string,
  { ifVersion, origin }: AgentChangeOptions,
  note: Pick<AuditEntry, 'eventType' | 'data'>,
  change: (agent: AgentRow) => Promise<void>,
): Promise<AgentChangeOutcome> {
  const [agent] = await tx.query(LOCK_AGENT, [agentId]);
  if (!agent) return { kind: 'not_found' };
  if (ifVersion !== undefined && ifVersion !== agent.row_version) {
    return { kind: 'stale', rowVersion: agent.row_version };
  }
  await change(agent);
  await insertAudit(tx, [{ ...note, origin, agentId, objectType: 'agent', objectId: agentId }]);
  const [changed] = await tx.query(LOCK_AGENT, [agentId]);
  return { kind: 'changed', agent: changed ?? agent };
}
