import { freshDatabase } from '@cadre/testing';
import { keyRequest, StoreFixture } from '../testing/store-fixture';
import type { StoredAnswer } from './idempotency';
import { IdempotencyStore } from './idempotency.store';

let store: StoreFixture;
let keys: IdempotencyStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  keys = new IdempotencyStore(store.db, store.cipher);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

const ANSWER: StoredAnswer = { statusCode: 201, body: { user_id: 'u' }, location: '/u' };
const REPLAYED = { kind: 'replayed', answer: ANSWER };

describe('work under a key', () => {
  it('is done once among those that race, and everybody gets its answer', async () => {
    let done = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        keys.once(
          keyRequest('race'),
          () => Promise.resolve((done += 1)),
          () => ANSWER,
        ),
      ),
    );
    expect(done).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.kind !== 'done')).toEqual(Array.from({ length: 9 }, () => REPLAYED));
  });

  it('leaves the key free when it fails, or has no answer to keep', async () => {
    const failing = () => Promise.reject(new RangeError('no'));
    await expect(keys.once(keyRequest('failed'), failing, () => ANSWER)).rejects.toThrow('no');
    expect(
      (
        await keys.once(
          keyRequest('failed'),
          () => Promise.resolve(1),
          () => null,
        )
      ).kind,
    ).toBe('done');
    expect(await keys.find(keyRequest('failed'))).toBeNull();
  });

  it('is done every time without a key', async () => {
    const work = () =>
      keys.once(
        undefined,
        () => Promise.resolve(1),
        () => ANSWER,
      );
    expect([await work(), await work()]).toEqual([
      { kind: 'done', result: 1 },
      { kind: 'done', result: 1 },
    ]);
  });

  it('refuses the key for another body', async () => {
    await keys.once(
      keyRequest('body'),
      () => Promise.resolve(1),
      () => ANSWER,
    );
    const other = keyRequest('body', 'other');
    expect(
      await keys.once(
        other,
        () => Promise.resolve(1),
        () => ANSWER,
      ),
    ).toEqual({ kind: 'key_reused' });
  });
});

describe('a reservation', () => {
  it('is seen in flight by others until it is completed', async () => {
    expect(await keys.reserve(keyRequest('r1'))).toEqual({ kind: 'mine' });
    expect(await keys.reserve(keyRequest('r1'))).toEqual({ kind: 'in_flight' });
    expect(await keys.find(keyRequest('r1'))).toEqual({ kind: 'in_flight' });
    await keys.complete(keyRequest('r1'), ANSWER);
    expect(await keys.reserve(keyRequest('r1'))).toEqual(REPLAYED);
  });

  it('can be given up', async () => {
    await keys.reserve(keyRequest('r2'));
    await keys.release(keyRequest('r2'));
    expect(await keys.reserve(keyRequest('r2'))).toEqual({ kind: 'mine' });
  });

  it('is taken over by one other when its holder is silent for too long', async () => {
    await keys.reserve(keyRequest('r3'));
    await store.sql(`UPDATE idempotency_keys SET created_at = now() - interval '61 seconds' WHERE key = 'r3'`);
    const outcomes = await Promise.all([1, 2, 3].map(() => keys.reserve(keyRequest('r3'))));
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['in_flight', 'in_flight', 'mine']);
  });
});
