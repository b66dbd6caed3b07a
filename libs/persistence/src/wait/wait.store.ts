import type { PayloadCipher } from '@cadre/crypto';
import { cleanText, sourcesOf, TaskStatus } from '@cadre/domain';
import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import type { EventRow } from '../engine/sql/event-row';
import { checkpointAad, waitAad } from '../task/payload-aad';
import { FIND_WAIT, KEEP_ANSWER, LOCK_WAIT, NOTE_ANSWER, RESUME_TASK } from './sql/answer-wait.sql';

const RESUMABLE = sourcesOf('resumed', TaskStatus.Pending);

/** A task that waits, or waited, for the holder of a token. */
export interface AwaitedTask {
  readonly taskId: string;
  /** Signs what the holder says. */
  readonly secret: Buffer;
}

/** What somebody outside says to a task that waits. */
export interface WaitAnswer {
  /** The same for every copy of the same answer. */
  readonly id: string;
  /** JSON value; the next attempt finds it as `callback` in its checkpoint. */
  readonly content: unknown;
}

/** `repeated`: this answer was taken before. `closed`: nothing waits for one any more. */
export type AnswerOutcome =
  | { readonly kind: 'resumed'; readonly events: readonly EventRow[] }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'closed' };

/** Tasks that wait for an answer from outside. */
export class WaitStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  /** Who waits for the holder of this token; null when nobody ever did. Rejects with CryptoError. */
  async find(tokenHash: string): Promise<AwaitedTask | null> {
    const [row] = await this.db.query(FIND_WAIT, [tokenHash]);
    if (row === undefined) return null;
    const { task_id: taskId, tenant } = row;
    return { taskId, secret: this.cipher.open(row.sealed_secret, waitAad(tenant, taskId)) };
  }

  /** Takes an answer once and makes the task due again, in one transaction. */
  answer(taskId: string, answer: WaitAnswer): Promise<AnswerOutcome> {
    const cleaned = { ...answer, id: cleanText(answer.id) };
    return this.db.transaction((tx) => this.answerIn(tx, taskId, cleaned), { rerunUnknownCommit: true });
  }

  private async answerIn(tx: Transaction, taskId: string, { id, content }: WaitAnswer): Promise<AnswerOutcome> {
    const [wait] = await tx.query(LOCK_WAIT, [taskId, id]);
    if (wait?.known) return { kind: 'repeated' };
    if (!wait?.open || wait.status !== TaskStatus.Waiting) return { kind: 'closed' };
    const checkpoint = JSON.stringify({ callback: content, failures: wait.failures_counted });
    const sealed = this.cipher.seal(checkpoint, checkpointAad(wait.tenant, taskId));
    await tx.execute(NOTE_ANSWER, [taskId, id]);
    await tx.execute(KEEP_ANSWER, [taskId, wait.lease_no, sealed]);
    const data = JSON.stringify({ reason: 'callback' });
    return { kind: 'resumed', events: await tx.query(RESUME_TASK, [taskId, RESUMABLE, 'callback', data]) };
  }
}
