import { type PayloadCipher, uuidv7 } from '@cadre/crypto';
import { type ClaimDenial, decideReplay } from '@cadre/domain';
import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import { type Origin, SYSTEM_ORIGIN } from '../audit/origin';
import type { Transaction } from '../database/run-transaction';
import type { CommittedEvent } from '../task/committed-event';
import { lockDeadLetter, type LockedDeadLetter } from './lock-dead-letter';
import { deadLetterEntry, resubmitLocked } from './resolve-dead-letter';
import { MIRROR_AGAIN, PRESENT_VERSION } from './sql/replay-dead-letter.sql';

/** The copy of a dead letter, as a worker found it in its team's queue. */
export interface Replay {
  readonly deadLetterId: string;
  readonly taskId: string;
  readonly dispatchNo: number;
  /** The worker's. */
  readonly team: string;
}

export type ReplayOutcome =
  | { readonly kind: 'replayed'; readonly newTaskId: string; readonly events: readonly CommittedEvent[] }
  | { readonly kind: 'refused'; readonly reason: ClaimDenial }
  /** It stays open, and is shown at the broker again. */
  | { readonly kind: 'impossible'; readonly why: ReplayObstacle };

export type ReplayObstacle = 'AGENT_NOT_FOUND' | 'PARAMETERS_UNREADABLE';

/** open → resubmitted and the new task, as if somebody had asked the API: of all copies and askers one makes the task. */
export async function replayDeadLetter(tx: Transaction, cipher: PayloadCipher, replay: Replay): Promise<ReplayOutcome> {
  const found = await lockDeadLetter(tx, replay.deadLetterId);
  const decision = decideReplay({ claim: replay, letter: found && factsOf(found) });
  if (!decision.replay) return { kind: 'refused', reason: decision.reason };
  return found ? resubmit(tx, cipher, found) : { kind: 'refused', reason: 'not_found' };
}

async function resubmit(tx: Transaction, cipher: PayloadCipher, found: LockedDeadLetter): Promise<ReplayOutcome> {
  const [agent] = await tx.query(PRESENT_VERSION, [found.letter.agent_id]);
  if (!agent) return showAgain(tx, found, 'AGENT_NOT_FOUND');
  const options = { newTaskId: uuidv7(), agentVersion: agent.version, origin: originOf(found) };
  const outcome = await resubmitLocked(tx, cipher, found, options);
  if (outcome.kind === 'unreadable') return showAgain(tx, found, 'PARAMETERS_UNREADABLE');
  return { kind: 'replayed', newTaskId: outcome.newTaskId, events: outcome.events };
}

async function showAgain(tx: Transaction, found: LockedDeadLetter, why: ReplayObstacle): Promise<ReplayOutcome> {
  const entry = deadLetterEntry(AuditEventType.DeadLetterResubmitted, found.letter, originOf(found), { why });
  await insertAudit(tx, [{ ...entry, outcome: 'failed' }]);
  await tx.execute(MIRROR_AGAIN, [found.letter.dlq_id]);
  return { kind: 'impossible', why };
}

/** The broker does not tell who moved the message. */
function originOf({ letter }: LockedDeadLetter): Origin {
  return { ...SYSTEM_ORIGIN, tenant: letter.tenant };
}

function factsOf({ letter, task }: LockedDeadLetter) {
  const { task_id: taskId, team, dispatch_no: dispatchNo, status } = task;
  return { taskId, team, dispatchNo, status, open: letter.state === 'open' };
}
