import { MicroBatcher } from './micro-batcher';

/** A run that finishes when the spec says so. */
function gatedRun() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const run = async (batch: number[]): Promise<string[]> => {
    batches.push(batch);
    await new Promise<void>((resolve) => gates.push(resolve));
    return batch.map((item) => `done ${item}`);
  };
  return { batches, run, open: () => gates.shift()?.() };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the micro-batcher', () => {
  it('takes what came in one turn as one batch, and what comes meanwhile as the next', async () => {
    const { batches, run, open } = gatedRun();
    const batcher = new MicroBatcher({ run, maxBatch: 10 });
    const first = [batcher.run(1), batcher.run(2)];
    await nextTurn();
    const second = [batcher.run(3), batcher.run(4)];
    await nextTurn();
    expect(batches).toEqual([[1, 2]]);
    expect(batcher.size).toBe(2);
    open();
    expect(await Promise.all(first)).toEqual(['done 1', 'done 2']);
    await nextTurn();
    open();
    expect(await Promise.all(second)).toEqual(['done 3', 'done 4']);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('keeps a batch under its weight, but lets a single heavy item go alone', async () => {
    const batches: number[][] = [];
    const run = (batch: number[]) => {
      batches.push(batch);
      return Promise.resolve(batch);
    };
    const batcher = new MicroBatcher({ run, maxBatch: 5, weigh: (item: number) => item });
    await Promise.all([2, 3, 4, 9, 1].map((item) => batcher.run(item)));
    expect(batches).toEqual([[2, 3], [4], [9], [1]]);
  });

  it('runs several batches at once when it may', async () => {
    const { batches, run, open } = gatedRun();
    const batcher = new MicroBatcher({ run, maxBatch: 1, concurrency: 2 });
    const all = [1, 2, 3].map((item) => batcher.run(item));
    await nextTurn();
    await nextTurn();
    expect(batches).toEqual([[1], [2]]);
    open();
    open();
    await Promise.all(all.slice(0, 2));
    await nextTurn();
    open();
    await Promise.all(all);
  });

  it('rejects every member of a failed batch, and goes on', async () => {
    let fail = true;
    const run = (batch: number[]) => (fail ? Promise.reject(new RangeError('no')) : Promise.resolve(batch));
    const batcher = new MicroBatcher({ run, maxBatch: 10 });
    const failed = await Promise.allSettled([batcher.run(1), batcher.run(2)]);
    expect(failed.map((one) => one.status)).toEqual(['rejected', 'rejected']);
    fail = false;
    expect(await batcher.run(3)).toBe(3);
  });

  it('refuses more than may wait', async () => {
    const run = (batch: number[]) => Promise.resolve(batch);
    const batcher = new MicroBatcher({ run, maxBatch: 1, maxWaiting: 2 });
    const waiting = [batcher.run(1), batcher.run(2)];
    await expect(batcher.run(3)).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    expect(await Promise.all(waiting)).toEqual([1, 2]);
  });

  it('drains when nothing waits and nothing runs', async () => {
    const { run, open } = gatedRun();
    const batcher = new MicroBatcher({ run, maxBatch: 1 });
    await batcher.drain();
    void batcher.run(1);
    void batcher.run(2);
    let drained = false;
    const draining = batcher.drain().then(() => (drained = true));
    await nextTurn();
    open();
    await nextTurn();
    await nextTurn();
    expect(drained).toBe(false);
    open();
    await draining;
    expect(drained).toBe(true);
  });
});
