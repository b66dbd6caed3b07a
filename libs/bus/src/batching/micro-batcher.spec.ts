import { MicroBatcher } from './micro-batcher';

interface Call {
  readonly batch: readonly number[];
  finish(): void;
  fail(error: Error): void;
}

function createBatcher(limits: { maxBatchSize?: number; maxWaitingSize?: number; deadlineMs?: number } = {}) {
  const calls: Call[] = [];
  const batcher = new MicroBatcher<number, string>({
    run: (batch) =>
      new Promise((resolve, reject) => {
        calls.push({ batch, finish: () => resolve(batch.map((item) => `done ${item}`)), fail: reject });
      }),
    sizeOf: (item) => item,
    maxBatchSize: 100,
    maxWaitingSize: 1_000,
    deadlineMs: 60_000,
    ...limits,
  });
  return { batcher, calls };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('MicroBatcher', () => {
  it('puts into one batch what one piece of code adds', async () => {
    const { batcher, calls } = createBatcher();
    const results = Promise.all([batcher.add(1), batcher.add(2)]);
    await turn();
    calls[0]?.finish();
    expect(await results).toEqual(['done 1', 'done 2']);
    expect(calls.map(({ batch }) => batch)).toEqual([[1, 2]]);
  });

  it('makes the next batch of what arrives during the present one', async () => {
    const { batcher, calls } = createBatcher();
    const first = batcher.add(1);
    await turn();
    const others = Promise.all([batcher.add(2), batcher.add(3)]);
    await turn();
    expect(calls).toHaveLength(1);
    calls[0]?.finish();
    await first;
    await turn();
    calls[1]?.finish();
    expect(await others).toEqual(['done 2', 'done 3']);
  });

  it('keeps a batch within its size, but never splits an item', async () => {
    const { batcher, calls } = createBatcher({ maxBatchSize: 10 });
    const results = Promise.all([batcher.add(6), batcher.add(4), batcher.add(1), batcher.add(50)]);
    for (let index = 0; index < 3; index += 1) {
      await turn();
      calls[index]?.finish();
    }
    await results;
    expect(calls.map(({ batch }) => batch)).toEqual([[6, 4], [1], [50]]);
  });

  it('refuses at once what is too much to keep', async () => {
    const { batcher, calls } = createBatcher({ maxWaitingSize: 10 });
    const running = batcher.add(1);
    await turn();
    const waiting = batcher.add(50);
    await expect(batcher.add(1)).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' });
    calls[0]?.finish();
    await running;
    await turn();
    calls[1]?.finish();
    expect(await waiting).toBe('done 50');
  });

  it('gives up what waited too long, and no other', async () => {
    const { batcher, calls } = createBatcher({ deadlineMs: 20 });
    const running = batcher.add(1);
    await turn();
    await expect(batcher.add(2)).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' });
    const next = batcher.add(3);
    calls[0]?.finish();
    expect(await running).toBe('done 1');
    await turn();
    calls[1]?.finish();
    expect(await next).toBe('done 3');
    expect(calls.map(({ batch }) => batch)).toEqual([[1], [3]]);
  });

  it('hands a failure to the whole batch and goes on', async () => {
    const { batcher, calls } = createBatcher();
    const failed = Promise.allSettled([batcher.add(1), batcher.add(2)]);
    await turn();
    calls[0]?.fail(new RangeError('no'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = batcher.add(3);
    await turn();
    calls[1]?.finish();
    expect(await next).toBe('done 3');
  });

  it('lets what waits finish before it stops', async () => {
    const { batcher, calls } = createBatcher();
    const result = batcher.add(1);
    let stopped = false;
    const stopping = batcher.stop().then(() => (stopped = true));
    await turn();
    expect(stopped).toBe(false);
    await expect(batcher.add(2)).rejects.toMatchObject({ code: 'BUS_STOPPED' });
    calls[0]?.finish();
    await stopping;
    expect(await result).toBe('done 1');
  });
});
