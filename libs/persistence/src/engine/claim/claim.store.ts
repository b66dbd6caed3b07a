import { crashPoint } from '@cadre/config';
import type { PayloadCipher } from '@cadre/crypto';
import { cleanText, type TokenBucket } from '@cadre/domain';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import type { Queryable } from '../../database/statement';
import type { Committed } from '../committed';
import type { EventRow } from '../sql/event-row';
import { bucketOf } from '../dispatch/survey';
import { runIsolated } from '../run-isolated';
import { carryOut, type DecidedClaim, startAttempts } from './carry-out';
import { ClaimDesk } from './claim-desk';
import type { Claim, ClaimResult } from './grant';
import { openPayloads } from './open-payloads';
import { isReplay, type ReplayClaim, replayClaims } from './replay-claims';
import { CHARGE_BUCKETS } from './sql/charge-buckets.sql';
import { LOCK_BUCKETS } from './sql/lock-buckets.sql';
import { LOCK_CLAIMED } from './sql/lock-claimed.sql';
import { READ_CLAIM_AGENTS } from './sql/read-agents.sql';
import { toResult } from './to-result';

/**
 * Sealed payloads of one batch: what is answered stays below the 4 MiB of a reply, and no more than that is in memory. The
 * rest is for what surrounds the payloads.
 */
const PAYLOAD_BYTES = 3.5 * 1024 * 1024;

/** Grants leases to workers: at most one live lease per task, and a claim repeated is a claim answered again. */
export class ClaimStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  /**
   * Decides and carries out a batch of claims. A task that cannot be started fails alone. Claims whose payloads have no
   * room in the answer stay undecided; the first one is always decided. Replays of dead letters follow in a transaction
   * of their own, of which some may stay undecided, too.
   */
  async claim(claims: readonly Claim[]): Promise<Committed<ClaimResult>> {
    const asked = new Map(claims.map((claim) => [cleaned(claim), claim]));
    const cleanedClaims = [...asked.keys()];
    const parts = [
      await this.claimIsolated(cleanedClaims.filter((claim) => !isReplay(claim))),
      await this.replay(cleanedClaims.filter(isReplay)),
    ];
    const results = parts.flatMap((part) => part.results);
    return {
      results: results.map((result) => ({ ...result, claim: asked.get(result.claim) ?? result.claim })),
      events: parts.flatMap((part) => part.events),
      errors: parts.flatMap((part) => part.errors ?? []),
    };
  }

  /** What was granted a moment ago is answered, whatever happens here. */
  private async replay(claims: readonly ReplayClaim[]): Promise<Committed<ClaimResult>> {
    try {
      return await replayClaims(this.db, this.cipher, claims);
    } catch (error) {
      return { results: [], events: [], errors: [error] };
    }
  }

  private claimIsolated(claims: readonly Claim[]): Promise<Committed<ClaimResult>> {
    if (claims.length === 0) return Promise.resolve({ results: [], events: [] });
    return runIsolated(
      claims,
      // A commit with an unknown end may run again: what was granted is then found as a repeat.
      (batch) => this.db.transaction((tx) => this.claimIn(tx, batch), { rerunUnknownCommit: true }),
      (claim) => Promise.resolve({ results: [{ granted: false, claim, reason: 'unreadable' }], events: [] }),
    );
  }

  private async claimIn(tx: Transaction, claims: readonly Claim[]): Promise<Committed<ClaimResult>> {
    const taskIds = claims.map(({ taskId }) => taskId);
    const [tasks, agents] = await Promise.all([
      tx.query(LOCK_CLAIMED, [taskIds, PAYLOAD_BYTES]),
      tx.query(READ_CLAIM_AGENTS, [taskIds]),
    ]);
    const beyond = new Set(tasks.filter((row) => row.beyond).map((row) => row.task_id));
    const limited = agents.filter((agent) => agent.rate_limited).map((agent) => agent.agent_id);
    const buckets = await lockBuckets(tx, limited);
    const payloads = new Map(tasks.map((row) => [row.task_id, openPayloads(this.cipher, row)]));
    const isReadable = (row: { task_id: string }) => (payloads.get(row.task_id)?.parameters ?? null) !== null;
    const desk = new ClaimDesk({ tasks, agents, buckets, isReadable });
    const inReach = claims.filter(({ taskId }) => !beyond.has(taskId));
    const decided = inReach.map((claim) => ({ claim, verdict: desk.decide(claim) }));
    const events = await write(tx, decided, desk.buckets);
    const results = decided.map(({ claim, verdict }) => toResult(claim, verdict, payloads.get(claim.taskId)));
    return { results, events };
  }
}

/** Most often attempts only start, and their statement is the last. */
async function write(
  tx: Transaction,
  decided: readonly DecidedClaim[],
  buckets: ReadonlyMap<string, TokenBucket>,
): Promise<readonly EventRow[]> {
  if (buckets.size === 0 && onlyStarts(decided)) {
    crashPoint('claim.before_commit');
    return tx.close(() => startAttempts(tx, decided));
  }
  const events = await carryOut(tx, decided);
  await charge(tx, buckets);
  if (events.length > 0) crashPoint('claim.before_commit');
  return events;
}

function onlyStarts(decided: readonly DecidedClaim[]): boolean {
  return decided.length > 0 && decided.every(({ verdict }) => verdict.kind === 'start');
}

async function lockBuckets(tx: Queryable, agents: readonly string[]): Promise<ReadonlyMap<string, TokenBucket>> {
  if (agents.length === 0) return new Map();
  const rows = await tx.query(LOCK_BUCKETS, [agents]);
  return new Map(
    rows.flatMap((row) => {
      const bucket = bucketOf(row);
      return bucket ? [[row.agent_id, bucket]] : [];
    }),
  );
}

async function charge(tx: Queryable, buckets: ReadonlyMap<string, TokenBucket>): Promise<void> {
  if (buckets.size === 0) return;
  await tx.execute(CHARGE_BUCKETS, [
    [...buckets.keys()],
    [...buckets.values()].map(({ tokens }) => tokens),
    [...buckets.values()].map(({ refilledAtMs }) => refilledAtMs),
  ]);
}

function cleaned(claim: Claim): Claim {
  return { ...claim, workerId: cleanText(claim.workerId), workerHost: cleanText(claim.workerHost) };
}
