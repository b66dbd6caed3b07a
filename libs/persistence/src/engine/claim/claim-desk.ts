import { randomUUID } from 'node:crypto';
import { type ClaimDenial, decideClaim, take, TaskStatus, type TokenBucket, wholeTokens } from '@cadre/domain';
import type { Claim } from './grant';
import type { ClaimedRow } from './sql/lock-claimed.sql';
import type { ClaimAgentRow } from './sql/read-agents.sql';

/** What is to be done about one claim. */
export type ClaimVerdict =
  /** Start an attempt; `row` as it will stand. */
  | { readonly kind: 'start'; readonly row: LeasedClaimRow }
  /** Answer as before; nothing moves. */
  | { readonly kind: 'repeat'; readonly row: LeasedClaimRow }
  | { readonly kind: 'deny'; readonly reason: ClaimDenial }
  /** Refused for now: the task goes back to the backlog. */
  | { readonly kind: 'take_back'; readonly reason: 'paused' | 'rate_limited' | 'concurrency' }
  /** The task can never start. */
  | { readonly kind: 'fail'; readonly row: ClaimedRow };

export type LeasedClaimRow = ClaimedRow & { readonly lease_token: string };

export interface ClaimDeskFacts {
  readonly tasks: readonly ClaimedRow[];
  readonly agents: readonly ClaimAgentRow[];
  readonly buckets: ReadonlyMap<string, TokenBucket>;
  /** Whether the task's parameters can be opened. */
  readonly isReadable: (row: ClaimedRow) => boolean;
}

/** Decides a batch of claims one after another: what the first was given is gone for the second. */
export class ClaimDesk {
  private readonly tasks: Map<string, ClaimedRow>;
  private readonly agents: Map<string, ClaimAgentRow>;
  private readonly bucketsLeft: Map<string, TokenBucket>;

  constructor(private readonly facts: ClaimDeskFacts) {
    this.tasks = new Map(facts.tasks.map((row) => [row.task_id, row]));
    this.agents = new Map(facts.agents.map((row) => [row.agent_id, row]));
    this.bucketsLeft = new Map(facts.buckets);
  }

  /** The buckets as the decisions left them. */
  get buckets(): ReadonlyMap<string, TokenBucket> {
    return this.bucketsLeft;
  }

  decide(claim: Claim): ClaimVerdict {
    const row = this.tasks.get(claim.taskId);
    const decision = decideClaim({ claim, task: row ? taskFacts(row) : null, agent: this.agentFacts(row) });
    if (!decision.granted) return this.denied(row, decision.reason);
    if (!row) return { kind: 'deny', reason: 'not_found' };
    if (decision.repeat) return repeated(row, this.facts.isReadable(row));
    if (!this.facts.isReadable(row)) return this.failed(row);
    return { kind: 'start', row: this.started(row, claim) };
  }

  private started(row: ClaimedRow, claim: Claim): LeasedClaimRow {
    const bucket = this.bucketsLeft.get(row.agent_id);
    if (bucket) this.bucketsLeft.set(row.agent_id, take(bucket, 1).bucket);
    const leased = {
      ...row,
      status: TaskStatus.Running,
      lease_no: row.lease_no + 1,
      lease_token: randomUUID(),
      claim_id: claim.claimId,
      worker_id: claim.workerId,
    };
    this.tasks.set(row.task_id, leased);
    return leased;
  }

  private denied(row: ClaimedRow | undefined, reason: ClaimDenial): ClaimVerdict {
    if (!row || (reason !== 'paused' && reason !== 'rate_limited' && reason !== 'concurrency')) {
      return { kind: 'deny', reason };
    }
    this.leaves(row, TaskStatus.Pending);
    return { kind: 'take_back', reason };
  }

  private failed(row: ClaimedRow): ClaimVerdict {
    this.leaves(row, TaskStatus.Failed);
    return { kind: 'fail', row };
  }

  private leaves(row: ClaimedRow, status: TaskStatus): void {
    this.tasks.set(row.task_id, { ...row, status });
    const agent = this.agents.get(row.agent_id);
    if (agent) this.agents.set(row.agent_id, { ...agent, in_flight: agent.in_flight - 1 });
  }

  private agentFacts(row: ClaimedRow | undefined) {
    const agent = row && this.agents.get(row.agent_id);
    const bucket = row && this.bucketsLeft.get(row.agent_id);
    const limit = agent?.max_concurrent_tasks ?? Infinity;
    return {
      paused: agent?.paused ?? false,
      rateTokenLeft: bucket === undefined || wholeTokens(bucket) > 0,
      overConcurrency: (agent?.in_flight ?? 0) > limit,
    };
  }
}

function repeated(row: ClaimedRow, readable: boolean): ClaimVerdict {
  if (!readable || row.lease_token === null) return { kind: 'deny', reason: 'unreadable' };
  return { kind: 'repeat', row: { ...row, lease_token: row.lease_token } };
}

function taskFacts(row: ClaimedRow) {
  return {
    status: row.status,
    team: row.team,
    dispatchNo: row.dispatch_no,
    workerId: row.worker_id,
    claimId: row.claim_id,
    cancelRequested: row.cancel_requested,
    expired: row.expired,
  };
}
