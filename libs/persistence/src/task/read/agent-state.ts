import { refill, type AgentState } from '@cadre/domain';
import type { WaitingFactsRow } from './sql/waiting-facts.sql';

/** The agent as dispatch would judge it now; undefined when it is not known. */
export function agentStateOf(row: WaitingFactsRow): AgentState | undefined {
  if (row.paused === null) return undefined;
  return {
    paused: row.paused,
    pausedBy: row.paused_by,
    retiredAtMs: row.retired_at_ms,
    heldForMs: row.held_ms,
    maxConcurrent: row.max_concurrent_tasks,
    inFlight: row.in_flight,
    queued: row.queued,
    bucket: bucketOf(row),
  };
}

function bucketOf(row: WaitingFactsRow): AgentState['bucket'] {
  if (row.rate_per_second === null || row.rate_burst === null) return null;
  const bucket = {
    tokens: row.rate_tokens ?? 0,
    ratePerSecond: row.rate_per_second,
    burst: row.rate_burst,
    refilledAtMs: row.refilled_at_ms ?? row.now_ms,
  };
  return refill(bucket, row.now_ms);
}
