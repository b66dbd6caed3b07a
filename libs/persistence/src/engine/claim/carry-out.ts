import { ErrorClass, LEASE_SECONDS, sourcesOf, TaskStatus } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { writeDeadLetters } from '../dead-letters';
import type { EventRow } from '../sql/event-row';
import { takeBackRows } from '../take-back/take-back-rows';
import type { ClaimVerdict } from './claim-desk';
import type { Claim } from './grant';
import { FAIL_UNSTARTABLE } from './sql/fail-unstartable.sql';
import { RENEW_REPEATED } from './sql/renew-repeated.sql';
import { START_ATTEMPTS } from './sql/start-attempts.sql';

const ACTOR = 'claims';
/** A pulled task starts from `claimed`, by its session's word; a worker's claim starts a queued one. */
const MAY_START = sourcesOf('started', TaskStatus.Running).filter((status) => status === TaskStatus.Queued);
const MAY_FAIL = sourcesOf('failed', TaskStatus.Failed).filter((status) => status === TaskStatus.Queued);
const UNREADABLE = {
  code: 'PAYLOAD_UNREADABLE',
  class: ErrorClass.Permanent,
  message: 'The stored parameters cannot be read.',
} as const;

export interface DecidedClaim {
  readonly claim: Claim;
  readonly verdict: ClaimVerdict;
}

/** Writes what was decided about locked tasks. */
export async function carryOut(tx: Queryable, decided: readonly DecidedClaim[]): Promise<readonly EventRow[]> {
  await renewRepeated(tx, decided);
  return [
    ...(await startAttempts(tx, decided)),
    ...(await takeBackRefused(tx, decided)),
    ...(await failUnreadable(tx, decided)),
  ];
}

/** One statement. */
export async function startAttempts(tx: Queryable, decided: readonly DecidedClaim[]): Promise<readonly EventRow[]> {
  const starts = decided.flatMap(({ claim, verdict }) =>
    verdict.kind === 'start' ? [{ claim, token: verdict.row.lease_token }] : [],
  );
  if (starts.length === 0) return [];
  return tx.query(START_ATTEMPTS, [
    starts.map(({ claim }) => claim.taskId),
    starts.map(({ token }) => token),
    starts.map(({ claim }) => claim.claimId),
    starts.map(({ claim }) => claim.workerId),
    starts.map(({ claim }) => claim.workerHost),
    MAY_START,
    LEASE_SECONDS,
  ]);
}

async function renewRepeated(tx: Queryable, decided: readonly DecidedClaim[]): Promise<void> {
  const rows = decided.flatMap(({ verdict }) => (verdict.kind === 'repeat' ? [verdict.row] : []));
  if (rows.length === 0) return;
  const tokens = rows.map((row) => row.lease_token);
  await tx.execute(RENEW_REPEATED, [rows.map((row) => row.task_id), tokens, LEASE_SECONDS]);
}

async function takeBackRefused(tx: Queryable, decided: readonly DecidedClaim[]): Promise<readonly EventRow[]> {
  const events: EventRow[] = [];
  for (const reason of ['paused', 'rate_limited', 'concurrency'] as const) {
    const refused = decided.filter(({ verdict }) => verdict.kind === 'take_back' && verdict.reason === reason);
    events.push(
      ...(await takeBackRows(
        tx,
        refused.map(({ claim }) => claim),
        reason,
        ACTOR,
      )),
    );
  }
  return events;
}

async function failUnreadable(tx: Queryable, decided: readonly DecidedClaim[]): Promise<readonly EventRow[]> {
  const rows = decided.flatMap(({ verdict }) => (verdict.kind === 'fail' ? [verdict.row] : []));
  if (rows.length === 0) return [];
  const events = await tx.query(FAIL_UNSTARTABLE, [
    rows.map((row) => row.task_id),
    rows.map(() => UNREADABLE.code),
    rows.map(() => UNREADABLE.class),
    rows.map(() => UNREADABLE.message),
    MAY_FAIL,
    ACTOR,
  ]);
  await writeDeadLetters(
    tx,
    rows.map((row) => ({
      taskId: row.task_id,
      agentId: row.agent_id,
      errorCode: UNREADABLE.code,
      errorMessage: UNREADABLE.message,
      retryCount: row.failures_counted,
    })),
  );
  return events;
}
