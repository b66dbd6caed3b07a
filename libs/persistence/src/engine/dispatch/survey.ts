import { type AgentState, refill, type TokenBucket } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { type AgentRow, SURVEY_AGENTS } from './sql/survey-agents.sql';
import { type InFlightRow, SURVEY_IN_FLIGHT } from './sql/survey-in-flight.sql';
import type { QueuedCount } from '@cadre/domain';

/** What bounds a team's dispatch, as counted under the team's lock. */
export interface Survey {
  readonly agents: Map<string, AgentState>;
  readonly tenantsInFlight: Map<string, number>;
  readonly queuedCounts: readonly QueuedCount[];
  /** All rows of the team that stand on the broker: the use of the window. */
  readonly queued: number;
}

/** Counts what a team has in flight and reads the limits of its agents. The team's lock must be held. */
export async function surveyTeam(tx: Queryable, team: string): Promise<Survey> {
  const [inFlight, agents] = await Promise.all([tx.query(SURVEY_IN_FLIGHT, [team]), tx.query(SURVEY_AGENTS, [team])]);
  const queuedRows = inFlight.filter((row) => row.queued_priority !== null);
  const perAgent = countBy(inFlight, (row) => row.agent_id);
  const queuedPerAgent = countBy(queuedRows, (row) => row.agent_id);
  return {
    agents: new Map(
      agents.map((row) => [
        row.agent_id,
        agentState(row, perAgent.get(row.agent_id) ?? 0, queuedPerAgent.get(row.agent_id) ?? 0),
      ]),
    ),
    tenantsInFlight: countBy(inFlight, (row) => row.tenant),
    queuedCounts: queuedCounts(queuedRows),
    queued: queuedRows.reduce((sum, row) => sum + row.count, 0),
  };
}

function agentState(row: AgentRow, inFlight: number, queued: number): AgentState {
  return {
    paused: row.paused,
    pausedBy: row.paused_by,
    retiredAtMs: row.retired_at_ms,
    heldForMs: row.held_ms,
    maxConcurrent: row.max_concurrent_tasks,
    inFlight,
    queued,
    bucket: bucketOf(row),
  };
}

type BucketColumns = Pick<AgentRow, 'rate_per_second' | 'rate_burst' | 'rate_tokens' | 'refilled_at_ms' | 'now_ms'>;

/** The agent's bucket as it stands now by the database's clock; null without a rate limit. */
export function bucketOf(row: BucketColumns): TokenBucket | null {
  if (row.rate_per_second === null) return null;
  const bucket = {
    tokens: row.rate_tokens,
    ratePerSecond: row.rate_per_second,
    burst: row.rate_burst ?? 1,
    refilledAtMs: row.refilled_at_ms,
  };
  return refill(bucket, row.now_ms);
}

function countBy(rows: readonly InFlightRow[], key: (row: InFlightRow) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + row.count);
  return counts;
}

function queuedCounts(rows: readonly InFlightRow[]): QueuedCount[] {
  const counts = new Map<string, { agentId: string; priority: number; count: number }>();
  for (const { agent_id: agentId, queued_priority: priority, count } of rows) {
    if (priority === null) continue;
    const key = `${priority} ${agentId}`;
    const sum = counts.get(key) ?? { agentId, priority, count: 0 };
    counts.set(key, { ...sum, count: sum.count + count });
  }
  return [...counts.values()];
}
