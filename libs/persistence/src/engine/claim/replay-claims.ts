import type { PayloadCipher } from '@cadre/crypto';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import { replayDeadLetter, type ReplayOutcome } from '../../dlq/replay-dead-letter';
import type { Committed } from '../committed';
import { runIsolated } from '../run-isolated';
import type { EventRow } from '../sql/event-row';
import type { Claim, ClaimResult } from './grant';

/** A claim for the copy of a dead letter. */
export type ReplayClaim = Claim & { readonly deadLetterId: string };

/** In one transaction: somebody who moves thousands of copies must not hold up those who wait for a task. */
const AT_ONCE = 20;

export function isReplay(claim: Claim): claim is ReplayClaim {
  return claim.deadLetterId !== undefined;
}

/** Replays dead letters, as many as one turn may take; the others stay undecided. */
export async function replayClaims(
  db: Database,
  cipher: PayloadCipher,
  claims: readonly ReplayClaim[],
): Promise<Committed<ClaimResult>> {
  if (claims.length === 0) return { results: [], events: [] };
  return runIsolated(
    inOrderOfLocking(claims.slice(0, AT_ONCE)),
    // A commit with an unknown end may run again: what was replayed is then found as finished.
    (batch) => db.transaction((tx) => replayIn(tx, cipher, batch), { rerunUnknownCommit: true }),
    (claim) => Promise.resolve({ results: [{ granted: false, claim, reason: 'unreadable' }], events: [] }),
  );
}

async function replayIn(
  tx: Transaction,
  cipher: PayloadCipher,
  claims: readonly ReplayClaim[],
): Promise<Committed<ClaimResult>> {
  const results: ClaimResult[] = [];
  const events: EventRow[] = [];
  for (const claim of claims) {
    const outcome = await replayDeadLetter(tx, cipher, claim);
    if (outcome.kind === 'replayed') events.push(...outcome.events);
    results.push(toResult(claim, outcome));
  }
  return { results, events };
}

/** Whatever comes of it, the message is dropped. */
function toResult(claim: ReplayClaim, outcome: ReplayOutcome): ClaimResult {
  switch (outcome.kind) {
    case 'replayed':
      return { granted: false, claim, reason: 'finished', replay: { newTaskId: outcome.newTaskId } };
    case 'refused':
      return { granted: false, claim, reason: outcome.reason };
    case 'impossible':
      return { granted: false, claim, reason: 'unreadable', replay: { why: outcome.why } };
  }
}

/** Tasks are locked by their ids. */
function inOrderOfLocking(claims: readonly ReplayClaim[]): readonly ReplayClaim[] {
  return [...claims].sort((a, b) => (a.taskId.toLowerCase() < b.taskId.toLowerCase() ? -1 : 1));
}
