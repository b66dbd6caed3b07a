import { taskQueue } from '@cadre/contracts';
import { Collector, HeldHandler } from './collector';
import { useHarness } from './contract-context';
import { dispatchNosOf, dispatchOf } from './messages';
import { until } from './until';
import type { WorkBusHarness } from './work-bus-harness';

const QUEUE = taskQueue('testing');

/** What every adapter promises about credit, concurrency and stopping. */
export function consumerContract(createHarness: () => Promise<WorkBusHarness>): void {
  const context = useHarness(createHarness);

  it('never hands out more than the credit', async () => {
    const bus = await context.connect();
    await bus.publish(
      QUEUE,
      Array.from({ length: 20 }, (_, index) => dispatchOf(index)),
    );
    const held = new HeldHandler();
    const consumer = await bus.consume(QUEUE, held.handle, { maxBatch: 10, concurrency: 10, initialCredit: 3 });
    await until('the credit is used', () => held.numbers.length === 3);
    held.releaseAll();
    await until('they are settled', async () => (await bus.depth(QUEUE)).unsettled === 0);
    expect(held.numbers).toEqual([0, 1, 2]);
    consumer.setCredit(2);
    await until('the new credit is used', () => held.numbers.length === 5);
    held.releaseAll();
    await until('they are settled', async () => (await bus.depth(QUEUE)).unsettled === 0);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 15, unsettled: 0 });
  });

  it('leaves what it has no credit for to be overtaken by the more urgent', async () => {
    const bus = await context.connect();
    const held = new HeldHandler();
    const consumer = await bus.consume(QUEUE, held.handle, { maxBatch: 1, initialCredit: 0 });
    await bus.publish(QUEUE, [dispatchOf(1, { priority: 7 })]);
    await bus.publish(QUEUE, [dispatchOf(2, { priority: 1 })]);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 2, unsettled: 0 });
    consumer.setCredit(1);
    await until('one arrived', () => held.numbers.length === 1);
    held.releaseAll();
    expect(held.numbers).toEqual([2]);
  });

  it('gives back what arrives after the credit was withdrawn', async () => {
    const [bus, other] = [await context.connect(), await context.connect()];
    const first = new Collector();
    const consumer = await bus.consume(QUEUE, first.handle, { maxBatch: 5, initialCredit: 5 });
    for (let round = 0; round < 20; round += 1) {
      const publishing = bus.publish(QUEUE, [dispatchOf(round)]);
      consumer.setCredit(0);
      await publishing;
      consumer.setCredit(1);
      consumer.setCredit(0);
    }
    const second = new Collector();
    await other.consume(QUEUE, second.handle, { maxBatch: 100 });
    await until('all arrived', () => first.numbers.length + second.numbers.length >= 20);
    expect([...first.numbers, ...second.numbers].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  it('runs as many calls at once as it may, and no more', async () => {
    const bus = await context.connect();
    await bus.publish(
      QUEUE,
      Array.from({ length: 10 }, (_, index) => dispatchOf(index)),
    );
    const held = new HeldHandler();
    await bus.consume(QUEUE, held.handle, { maxBatch: 1, concurrency: 3 });
    await until('three calls run', () => held.running === 3);
    expect((await bus.depth(QUEUE)).unsettled).toBe(3);
    await until('all were handled', () => {
      expect(held.running).toBeLessThanOrEqual(3);
      held.releaseAll();
      return held.numbers.length === 10;
    });
    held.releaseAll();
  });

  it('gathers what arrives during a call into the next batch', async () => {
    const bus = await context.connect();
    const held = new HeldHandler();
    await bus.consume(QUEUE, held.handle, { maxBatch: 100 });
    let published = 0;
    const publishOne = () => bus.publish(QUEUE, [dispatchOf((published += 1))]);
    await publishOne();
    await until('the first call runs', () => held.running === 1);
    // More than once: a broker may confirm a message before it has pushed it.
    await until('several come together', async () => {
      await publishOne();
      await publishOne();
      held.releaseAll();
      return held.batches.some((batch) => batch.length > 1);
    });
    await until('all arrived', () => {
      held.releaseAll();
      return held.numbers.length === published;
    });
    held.releaseAll();
    expect(held.numbers).toEqual(Array.from({ length: published }, (_, index) => index + 1));
  });

  it('settles each delivery by its own verdict', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1), dispatchOf(2), dispatchOf(3)]);
    const seen: number[] = [];
    await bus.consume(
      QUEUE,
      async (deliveries) => {
        const numbers = dispatchNosOf(deliveries);
        const returned = seen.includes(2);
        seen.push(...numbers);
        return numbers.map((number) => (number === 3 ? 'dead' : number === 2 && !returned ? 'requeue' : 'done'));
      },
      { maxBatch: 3 },
    );
    await until('all are settled', async () => seen.length >= 4 && (await bus.depth(QUEUE)).unsettled === 0);
    expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 2, 3]);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 0, unsettled: 0 });
    const dead = await context.harness.deadMessages(QUEUE);
    expect(dead.map(({ reason }) => reason)).toEqual(['refused by its handler']);
  });

  it('marks a requeued message as redelivered', async () => {
    const bus = await context.connect();
    const returning = new Collector('requeue');
    const consumer = await bus.consume(QUEUE, returning.handle, { maxBatch: 1, initialCredit: 1 });
    await bus.publish(QUEUE, [dispatchOf(1)]);
    await until('it came', () => returning.numbers.length === 1);
    await consumer.close();
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 1 });
    await until('it came again', () => collector.numbers.length === 1);
    expect(collector.deliveries[0]?.redelivered).toBe(true);
  });

  it('lets running calls settle before close resolves, and takes nothing more', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1), dispatchOf(2)]);
    const held = new HeldHandler();
    const consumer = await bus.consume(QUEUE, held.handle, { maxBatch: 1 });
    await until('a call runs', () => held.running === 1);
    let closed = false;
    const closing = consumer.close().then(() => (closed = true));
    expect(closed).toBe(false);
    held.releaseAll();
    await closing;
    expect(held.numbers).toEqual([1]);
    expect(await bus.depth(QUEUE)).toEqual({ ready: 1, unsettled: 0 });
  });

  it('drains on stop: what ran is settled, what was published is there', async () => {
    const [bus, other] = [await context.connect(), await context.connect()];
    await bus.publish(QUEUE, [dispatchOf(1)]);
    const held = new HeldHandler();
    await bus.consume(QUEUE, held.handle, { maxBatch: 1 });
    await until('a call runs', () => held.running === 1);
    const stopping = bus.stop();
    held.releaseAll();
    await stopping;
    await bus.stop();
    expect(await other.depth(QUEUE)).toEqual({ ready: 0, unsettled: 0 });
    await expect(bus.consume(QUEUE, held.handle, { maxBatch: 1 })).rejects.toMatchObject({ code: 'BUS_STOPPED' });
  });

  it('tells how many consumers run', async () => {
    const bus = await context.connect();
    expect(bus.health()).toMatchObject({ connected: true, consumers: 0 });
    const consumer = await bus.consume(QUEUE, new Collector().handle, { maxBatch: 1 });
    expect(bus.health().consumers).toBe(1);
    await consumer.close();
    expect(bus.health().consumers).toBe(0);
  });
}
