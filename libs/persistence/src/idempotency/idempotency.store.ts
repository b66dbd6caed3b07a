import type { PayloadCipher } from '@cadre/crypto';
import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import type { Queryable } from '../database/statement';
import { keyName, type IdempotencyRequest, type KeyClaim, type KeyTaken, type StoredAnswer } from './idempotency';
import { KeyLedger } from './key-ledger';
import { RELEASE_KEY, TAKE_OVER_KEY } from './sql/reserve-key.sql';

/** A reservation whose holder died is free again after this time. */
const STALE_SECONDS = 60;
/** A key can be given up between losing to it and looking at it; nobody is that unlucky three times in a row. */
const ROUNDS = 3;

/**
 * Idempotency keys of creating requests other than submissions (which bring their keys along themselves).
 *
 * Inside one transaction: `begin`, do the work, `finish`. Over several: `reserve`, then `complete` or `release`.
 */
export class IdempotencyStore {
  private readonly ledger: KeyLedger;

  constructor(
    private readonly db: Database,
    cipher: PayloadCipher,
  ) {
    this.ledger = new KeyLedger(cipher);
  }

  /** Takes the key for the caller's transaction; waits for a concurrent one that is about to commit the same key. */
  async begin(tx: Transaction, request: IdempotencyRequest): Promise<KeyClaim> {
    return this.claim(tx, request);
  }

  /** Keeps the answer with the work of the same transaction. */
  async finish(tx: Queryable, request: IdempotencyRequest, answer: StoredAnswer): Promise<void> {
    await this.ledger.finish(tx, [{ request, answer }]);
  }

  /**
   * Carries out `work` in one transaction, at most once per key. The answer is made of what the work returns; a null
   * answer keeps nothing, so that the key stays free for a corrected request.
   */
  once<T>(
    request: IdempotencyRequest | undefined,
    work: (tx: Transaction) => Promise<T>,
    answer: (result: T) => StoredAnswer | null,
  ): Promise<{ readonly kind: 'done'; readonly result: T } | KeyTaken> {
    return this.db.transaction(
      async (tx) => {
        const claim = request ? await this.begin(tx, request) : null;
        if (claim && claim.kind !== 'mine') return claim;
        const result = await work(tx);
        if (request) await this.settle(tx, request, answer(result));
        return { kind: 'done', result };
      },
      { rerunUnknownCommit: true },
    );
  }

  /** Takes the key in a transaction of its own: others see it in flight until `complete` or `release`. */
  async reserve(request: IdempotencyRequest): Promise<KeyClaim> {
    const claim = await this.claim(this.db, request);
    if (claim.kind !== 'in_flight') return claim;
    const { principal, route, key, bodyHash } = request;
    const taken = await this.db.execute(TAKE_OVER_KEY, [principal, route, key, bodyHash, STALE_SECONDS]);
    return taken > 0 ? { kind: 'mine' } : claim;
  }

  /** Keeps the answer of a reserved key. */
  complete(request: IdempotencyRequest, answer: StoredAnswer): Promise<void> {
    return this.ledger.finish(this.db, [{ request, answer }]);
  }

  /** Gives a reserved key up: the next request with it is the first. */
  async release(request: IdempotencyRequest): Promise<void> {
    await this.db.execute(RELEASE_KEY, [request.principal, request.route, request.key]);
  }

  /** What stands under the key; null when nothing does. */
  async find(request: IdempotencyRequest): Promise<KeyTaken | null> {
    return (await this.ledger.read(this.db, [request])).get(keyName(request)) ?? null;
  }

  private async settle(tx: Transaction, request: IdempotencyRequest, answer: StoredAnswer | null): Promise<void> {
    if (answer) await this.finish(tx, request, answer);
    else await tx.execute(RELEASE_KEY, [request.principal, request.route, request.key]);
  }

  private async claim(db: Queryable, request: IdempotencyRequest): Promise<KeyClaim> {
    for (let round = 0; round < ROUNDS; round++) {
      const mine = await this.ledger.claim(db, [request]);
      if (mine.has(keyName(request))) return { kind: 'mine' };
      const taken = (await this.ledger.read(db, [request])).get(keyName(request));
      if (taken) return taken;
    }
    return { kind: 'in_flight' };
  }
}
