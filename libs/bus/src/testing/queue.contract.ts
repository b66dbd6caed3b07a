import { taskQueue } from '@cadre/contracts';
import { Collector, HeldHandler } from './collector';
import { useHarness } from './contract-context';
import { dispatchOf } from './messages';
import { until } from './until';
import type { WorkBusHarness } from './work-bus-harness';

const QUEUE = taskQueue('testing');
const ALL = { maxBatch: 1_000 };

/** What every adapter promises about queues. */
export function queueContract(createHarness: () => Promise<WorkBusHarness>): void {
  const context = useHarness(createHarness);

  it('confirms each message, in the order of the messages', async () => {
    const bus = await context.connect();
    const results = await bus.publish(QUEUE, [dispatchOf(1), dispatchOf(2)]);
    expect(results).toEqual([{ ok: true }, { ok: true }]);
    expect(await bus.publish(QUEUE, [])).toEqual([]);
  });

  it('hands over the most urgent first, then the oldest', async () => {
    const bus = await context.connect();
    const priorities = [7, 5, 1, 5, 3, 1];
    await bus.publish(
      QUEUE,
      priorities.map((priority, index) => dispatchOf(index, { priority })),
    );
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, ALL);
    await until('all arrived', () => collector.numbers.length === priorities.length);
    expect(collector.numbers).toEqual([2, 5, 4, 1, 3, 0]);
  });

  it('takes a message without a priority for a normal one', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1, { priority: 6 }), dispatchOf(2), dispatchOf(3, { priority: 4 })]);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, ALL);
    await until('all arrived', () => collector.numbers.length === 3);
    expect(collector.numbers).toEqual([3, 2, 1]);
  });

  it('delivers what is published while the consumer waits', async () => {
    const [publisher, consumer] = [await context.connect(), await context.connect()];
    const collector = new Collector();
    await consumer.consume(QUEUE, collector.handle, ALL);
    await publisher.publish(QUEUE, [dispatchOf(1)]);
    await until('the message arrived', () => collector.numbers.length === 1);
    expect(collector.deliveries[0]?.redelivered).toBe(false);
  });

  it('keeps a batch within maxBatch and hands over the rest afterwards', async () => {
    const bus = await context.connect();
    await bus.publish(
      QUEUE,
      Array.from({ length: 25 }, (_, index) => dispatchOf(index)),
    );
    const held = new HeldHandler();
    await bus.consume(QUEUE, held.handle, { maxBatch: 10 });
    await until('all arrived', () => {
      held.releaseAll();
      return held.numbers.length === 25;
    });
    expect(held.batches.every((batch) => batch.length <= 10)).toBe(true);
    expect(held.batches.length).toBeLessThan(25);
    held.releaseAll();
  });

  it('gives each message to one of several consumers', async () => {
    const publisher = await context.connect();
    const collectors = [new Collector(), new Collector(), new Collector()];
    for (const collector of collectors) {
      await (await context.connect()).consume(QUEUE, collector.handle, { maxBatch: 3 });
    }
    await publisher.publish(
      QUEUE,
      Array.from({ length: 200 }, (_, index) => dispatchOf(index)),
    );
    await until('all arrived', () => collectors.flatMap(({ numbers }) => numbers).length >= 200);
    const numbers = collectors.flatMap((collector) => collector.numbers);
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('counts what waits and what is handed out', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1), dispatchOf(2), dispatchOf(3)]);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 3, unsettled: 0 });
    let finish: (() => void) | undefined;
    const handed = new Promise<void>((resolve) => (finish = resolve));
    const consumer = await bus.consume(
      QUEUE,
      async () => {
        await handed;
        return ['done'];
      },
      { maxBatch: 1, initialCredit: 1 },
    );
    await until('one is handed out', async () => (await bus.depth(QUEUE)).unsettled === 1);
    expect((await bus.depth(QUEUE)).ready).toBe(2);
    finish?.();
    await consumer.close();
    expect(await bus.depth(QUEUE)).toEqual({ ready: 2, unsettled: 0 });
    expect(await bus.depth(taskQueue('marketing'))).toEqual({ ready: 0, unsettled: 0 });
  });

  it('lets an undelivered message go when its time is over', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1, { ttlMs: 1 }), dispatchOf(2)]);
    await until('the first is gone', async () => (await bus.depth(QUEUE)).ready === 1);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, ALL);
    await until('the second arrived', () => collector.numbers.length === 1);
    expect(collector.numbers).toEqual([2]);
  });

  it('takes odd priorities and times to live for the nearest it knows', async () => {
    const bus = await context.connect();
    const odd = [dispatchOf(1, { priority: 1e9, ttlMs: 60_000.5 }), dispatchOf(2, { priority: -3 })];
    expect(await bus.publish(QUEUE, [...odd, dispatchOf(3)])).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, ALL);
    await until('all arrived', () => collector.numbers.length === 3);
    expect(collector.numbers).toEqual([2, 3, 1]);
  });

  it('goes on after somebody emptied the queue', async () => {
    const bus = await context.connect();
    const collector = new Collector();
    await bus.publish(QUEUE, [dispatchOf(1)]);
    await context.harness.purge(QUEUE);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 0, unsettled: 0 });
    await bus.consume(QUEUE, collector.handle, ALL);
    await bus.publish(QUEUE, [dispatchOf(2)]);
    await until('the new one arrived', () => collector.numbers.length === 1);
    expect(collector.numbers).toEqual([2]);
  });

  it('carries bodies of a megabyte and any text', async () => {
    const bus = await context.connect();
    const text = `${'ü\u0000\ud800"\\'.repeat(10)}${'x'.repeat(1_000_000)}`;
    const message = dispatchOf(1);
    await bus.publish(QUEUE, [{ envelope: { ...message.envelope, source_hash: text } }]);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, ALL);
    await until('it arrived', () => collector.deliveries.length === 1);
    expect(collector.deliveries[0]?.envelope.source_hash).toBe(text);
  });

  it('delivers the same message twice if it is published twice', async () => {
    const bus = await context.connect();
    const message = dispatchOf(1);
    await bus.publish(QUEUE, [message, message]);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, ALL);
    await until('both arrived', () => collector.deliveries.length === 2);
    expect(new Set(collector.deliveries.map(({ envelope }) => envelope.id)).size).toBe(1);
  });
}
