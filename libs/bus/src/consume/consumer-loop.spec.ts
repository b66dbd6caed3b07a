import { SILENT } from '../telemetry/bus-telemetry';
import { Collector } from '../testing/collector';
import { dispatchOf } from '../testing/messages';
import { ConsumerLoop } from './consumer-loop';
import type { MessageSource, Settlement, TakenMessage } from './message-source';

/** A source whose answers come when the test says so. */
class HeldSource implements MessageSource {
  readonly asked: number[] = [];
  readonly givenBack: (number | string)[] = [];
  readonly settled: (readonly [TakenMessage, Settlement])[] = [];
  private answer: { give(messages: readonly TakenMessage[]): void; fail(error: Error): void } | undefined;

  take(limit: number): Promise<readonly TakenMessage[]> {
    this.asked.push(limit);
    return new Promise((give, fail) => (this.answer = { give, fail }));
  }

  async giveBack(messages: readonly TakenMessage[]): Promise<void> {
    this.givenBack.push(...messages.map(({ id }) => id));
  }

  async settle(settlements: readonly (readonly [TakenMessage, Settlement])[]): Promise<void> {
    this.settled.push(...settlements);
  }

  async give(...numbers: readonly number[]): Promise<void> {
    this.answer?.give(numbers.map(taken));
    await turn();
  }

  async fail(): Promise<void> {
    this.answer?.fail(new RangeError('away'));
    await turn();
  }
}

function taken(number: number): TakenMessage {
  const body = JSON.stringify(dispatchOf(number).envelope);
  return { id: number, body, deliveries: 1, failures: 0, reply: () => undefined };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function createLoop(options: { maxBatch: number; initialCredit?: number }) {
  const source = new HeldSource();
  const collector = new Collector();
  let closed = 0;
  const loop = new ConsumerLoop({
    ...options,
    queue: 'queue',
    source,
    handler: collector.handle,
    telemetry: SILENT,
    onClosed: () => (closed += 1),
  });
  return { loop, source, collector, timesClosed: () => closed };
}

describe('ConsumerLoop', () => {
  it('asks for no more than batch and credit', async () => {
    const { loop, source } = createLoop({ maxBatch: 10, initialCredit: 4 });
    loop.wake();
    await source.give(1, 2, 3);
    loop.setCredit(50);
    loop.wake();
    expect(source.asked).toEqual([4, 10]);
    await source.give();
    await loop.close();
  });

  it('gives back, the least urgent first, what outruns a credit that shrank meanwhile', async () => {
    const { loop, source, collector } = createLoop({ maxBatch: 5, initialCredit: 5 });
    loop.wake();
    loop.setCredit(2);
    await source.give(1, 2, 3, 4, 5);
    expect(collector.numbers).toEqual([1, 2]);
    expect(source.givenBack).toEqual([3, 4, 5]);
    await loop.close();
  });

  it('looks again at once only while it finds as much as it asked for', async () => {
    const { loop, source } = createLoop({ maxBatch: 2 });
    loop.wake();
    await source.give(1, 2);
    expect(source.asked).toHaveLength(2);
    await source.give(3);
    expect(source.asked).toHaveLength(2);
    await loop.close();
  });

  it('remembers a wake-up that came while it had no credit', async () => {
    const { loop, source, collector } = createLoop({ maxBatch: 2, initialCredit: 0 });
    loop.wake();
    expect(source.asked).toEqual([]);
    loop.setCredit(1);
    await source.give(1);
    expect(collector.numbers).toEqual([1]);
    await loop.close();
  });

  it('does not hammer a broker that fails, and tries again when woken', async () => {
    const { loop, source, collector } = createLoop({ maxBatch: 2 });
    loop.wake();
    await source.fail();
    expect(source.asked).toHaveLength(1);
    loop.wake();
    await source.give(1);
    expect(collector.numbers).toEqual([1]);
    await loop.close();
  });

  it('gives back what arrives after it was closed', async () => {
    const { loop, source, collector, timesClosed } = createLoop({ maxBatch: 2 });
    loop.wake();
    const closing = loop.close();
    await source.give(1, 2);
    await closing;
    await loop.close();
    expect(collector.numbers).toEqual([]);
    expect(source.givenBack).toEqual([1, 2]);
    expect(timesClosed()).toBe(1);
  });
});
