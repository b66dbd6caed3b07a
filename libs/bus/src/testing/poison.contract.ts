import { taskQueue } from '@cadre/contracts';
import { Collector } from './collector';
import { useHarness } from './contract-context';
import { dispatchOf } from './messages';
import { until } from './until';
import type { WorkBusHarness } from './work-bus-harness';

const QUEUE = taskQueue('testing');

/** What every adapter promises about messages nobody can handle. */
export function poisonContract(createHarness: () => Promise<WorkBusHarness>): void {
  const context = useHarness(createHarness);

  it('buries what does not parse and hands over the rest of the batch', async () => {
    const bus = await context.connect();
    const unknown = JSON.stringify({ ...dispatchOf(9).envelope, type: 'task.unheard' });
    const malformed = JSON.stringify({ ...dispatchOf(9).envelope, data: { task_id: 'x' } });
    for (const body of ['{"id":', unknown, malformed]) await context.harness.publishRaw(QUEUE, body);
    await bus.publish(QUEUE, [dispatchOf(1)]);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await until('the good one arrived', () => collector.numbers.length === 1);
    await until('the bad ones are buried', async () => (await context.harness.deadMessages(QUEUE)).length === 3);
    const dead = await context.harness.deadMessages(QUEUE);
    expect(dead.map(({ reason }) => reason).sort()).toEqual([
      '/data/task_id: expected a UUID',
      'not JSON',
      'unknown message task.unheard version 1',
    ]);
    expect(dead.map(({ body }) => body)).toContain('{"id":');
    expect(await bus.depth(QUEUE)).toEqual({ ready: 0, unsettled: 0 });
  });

  it('does not let the unparseable use up credit', async () => {
    const bus = await context.connect();
    await context.harness.publishRaw(QUEUE, 'nonsense');
    await bus.publish(QUEUE, [dispatchOf(1)]);
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 1, initialCredit: 1 });
    await until('the good one arrived', () => collector.numbers.length === 1);
  });

  it('brings a message back after its handler threw, and others are not held up', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1)]);
    const collector = new Collector();
    let thrown = 0;
    await bus.consume(
      QUEUE,
      async (deliveries) => {
        if (thrown === 0) {
          thrown += 1;
          throw new TypeError('a fault of the handler');
        }
        return collector.handle(deliveries);
      },
      { maxBatch: 1 },
    );
    await until('it threw', () => thrown === 1);
    await bus.publish(QUEUE, [dispatchOf(2)]);
    await until('both were handled', () => collector.numbers.length === 2);
    expect(collector.numbers).toEqual([2, 1]);
    expect(collector.deliveries[1]?.redelivered).toBe(true);
  });

  it('takes a wrong number of verdicts for a failure', async () => {
    const bus = await context.connect();
    await bus.publish(QUEUE, [dispatchOf(1)]);
    let calls = 0;
    await bus.consume(
      QUEUE,
      async (deliveries) => {
        calls += 1;
        return calls === 1 ? [] : deliveries.map(() => 'done');
      },
      { maxBatch: 1 },
    );
    await until('it came again and was settled', async () => calls === 2 && (await bus.depth(QUEUE)).unsettled === 0);
  });
}
