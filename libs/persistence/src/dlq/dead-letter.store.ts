import { CryptoError, type PayloadCipher } from '@cadre/crypto';
import type { Database } from '../database/database';
import { payloadAad, type PayloadKind } from '../task/payload-aad';
import type { RepeatOptions } from '../task/command/repeat-task';
import { ATTEMPTS } from '../task/read/sql/attempts.sql';
import type { Origin } from '../audit/origin';
import type { DeadLetterDetails, DeadLetterGroup, DeadLetterRow, DeadLetterState } from './dead-letter-row';
import { listDeadLetters, type DeadLetterPage, type DeadLetterQuery } from './list-dead-letters';
import {
  discardDeadLetter,
  resubmitDeadLetter,
  type DiscardOutcome,
  type ResubmitOutcome,
} from './resolve-dead-letter';
import { DEAD_LETTER_PAYLOADS, FIND_DEAD_LETTER, GROUP_DEAD_LETTERS } from './sql/read-dead-letters.sql';

export interface GroupQuery {
  /** Default `open`. */
  readonly state?: DeadLetterState;
  readonly since?: Date;
  readonly limit: number;
}

/** Dead letters: read, resubmitted, discarded. Wherever an id is asked for, the task's id does as well. */
export class DeadLetterStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  list(query: DeadLetterQuery): Promise<DeadLetterPage> {
    return listDeadLetters(this.db, query);
  }

  async get(id: string): Promise<DeadLetterDetails | null> {
    const [letter] = await this.db.query(FIND_DEAD_LETTER, [id]);
    if (!letter) return null;
    const [row] = await this.db.query(DEAD_LETTER_PAYLOADS, [letter.task_id]);
    const parameters = this.opened(letter, 'parameters', row?.sealed_parameters);
    return {
      ...letter,
      priority: row?.priority ?? null,
      parameters: parameters === undefined ? undefined : JSON.parse(parameters),
      stack_trace: this.opened(letter, 'error', row?.sealed_error) ?? null,
      attempt_list: await this.db.query(ATTEMPTS, [letter.task_id]),
    };
  }

  groups({ state = 'open', since, limit }: GroupQuery): Promise<DeadLetterGroup[]> {
    return this.db.query(GROUP_DEAD_LETTERS, [state, since ?? null, limit]);
  }

  /** The same `newTaskId` again is the same resubmission. */
  resubmit(id: string, options: RepeatOptions & { readonly origin: Origin }): Promise<ResubmitOutcome> {
    return this.db.transaction((tx) => resubmitDeadLetter(tx, this.cipher, id, options), { rerunUnknownCommit: true });
  }

  discard(id: string, by: { readonly origin: Origin }): Promise<DiscardOutcome> {
    return this.db.transaction((tx) => discardDeadLetter(tx, id, by));
  }

  private opened(letter: DeadLetterRow, kind: PayloadKind, sealed: string | null | undefined): string | undefined {
    if (sealed === null || sealed === undefined) return undefined;
    try {
      return this.cipher.open(sealed, payloadAad(letter.tenant, letter.task_id, kind)).toString();
    } catch (error) {
      // An unreadable payload is one more reason to look at the letter, not to hide it.
      if (error instanceof CryptoError) return undefined;
      throw error;
    }
  }
}
