import type { PayloadAad, PayloadCipher } from '@cadre/crypto';
import type { Queryable } from '../database/statement';
import { keyName, type IdempotencyRequest, type KeyTaken, type StoredAnswer } from './idempotency';
import { CLAIM_KEYS } from './sql/claim-keys.sql';
import { FINISH_KEYS } from './sql/finish-keys.sql';
import { READ_KEYS, type StoredKeyRow } from './sql/read-keys.sql';

export interface FinishedKey {
  readonly request: IdempotencyRequest;
  readonly answer: StoredAnswer;
}

/** Idempotency keys in sets, inside the caller's transaction. */
export class KeyLedger {
  constructor(private readonly cipher: PayloadCipher) {}

  /** Takes what is free; answers the names of the keys that now belong to this transaction. */
  async claim(tx: Queryable, requests: readonly IdempotencyRequest[]): Promise<ReadonlySet<string>> {
    if (requests.length === 0) return new Set();
    const rows = await tx.query(CLAIM_KEYS, [
      requests.map((request) => request.principal),
      requests.map((request) => request.route),
      requests.map((request) => request.key),
      requests.map((request) => request.bodyHash),
    ]);
    return new Set(rows.map(keyName));
  }

  /** What stands under the keys, by name. A key that is missing was given up a moment ago: claim again. */
  async read(tx: Queryable, requests: readonly IdempotencyRequest[]): Promise<ReadonlyMap<string, KeyTaken>> {
    if (requests.length === 0) return new Map();
    const rows = await tx.query(READ_KEYS, [
      requests.map((request) => request.principal),
      requests.map((request) => request.route),
      requests.map((request) => request.key),
    ]);
    const hashes = new Map(requests.map((request) => [keyName(request), request.bodyHash]));
    return new Map(rows.map((row) => [keyName(row), this.judge(row, hashes.get(keyName(row)))]));
  }

  /** Keeps the answers. */
  async finish(tx: Queryable, finished: readonly FinishedKey[]): Promise<void> {
    if (finished.length === 0) return;
    await tx.execute(FINISH_KEYS, [
      finished.map(({ request }) => request.principal),
      finished.map(({ request }) => request.route),
      finished.map(({ request }) => request.key),
      finished.map(({ answer }) => answer.statusCode),
      finished.map(({ request, answer }) => this.cipher.seal(JSON.stringify(answer.body ?? null), answerAad(request))),
      finished.map(({ answer }) => answer.location),
    ]);
  }

  private judge(row: StoredKeyRow, bodyHash: string | undefined): KeyTaken {
    if (row.body_hash !== bodyHash) return { kind: 'key_reused' };
    if (row.state === 'in_flight' || row.sealed_answer === null || row.status_code === null) {
      return { kind: 'in_flight' };
    }
    const body: unknown = JSON.parse(this.cipher.open(row.sealed_answer, answerAad(row)).toString());
    return { kind: 'replayed', answer: { statusCode: row.status_code, body, location: row.location } };
  }
}

/** Keys belong to a user, not to a tenant: the user stands in the row id. */
function answerAad(key: Pick<IdempotencyRequest, 'principal' | 'route' | 'key'>): PayloadAad {
  return { tenant: '', table: 'idempotency_keys', rowId: keyName(key), column: 'sealed_answer' };
}
