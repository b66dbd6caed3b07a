import { RequestQueue, taskQueue, workerInbox } from '@cadre/contracts';
import { Collector, HeldHandler } from './collector';
import { useHarness } from './contract-context';
import { dispatchNoOf, dispatchOf } from './messages';
import { until } from './until';
import type { WorkBusHarness } from './work-bus-harness';

const QUEUE = taskQueue('testing');
const INBOX = workerInbox('testing', 'worker-1');

/** What every adapter promises when processes, connections or the broker fail. */
export function outageContract(createHarness: () => Promise<WorkBusHarness>): void {
  const context = useHarness(createHarness);

  it('delivers again within 5 s what a dead process had', async () => {
    const [publisher, dying, survivor] = [await context.connect(), await context.connect(), await context.connect()];
    const held = new HeldHandler();
    await dying.consume(QUEUE, held.handle, { maxBatch: 2, initialCredit: 2 });
    await publisher.publish(QUEUE, [dispatchOf(1), dispatchOf(2)]);
    await until('both are handed out', () => held.numbers.length === 2);
    const collector = new Collector();
    await survivor.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await context.harness.crash(dying);
    await until('both came again', () => collector.numbers.length === 2, 5_000);
    expect(collector.deliveries.every(({ redelivered }) => redelivered)).toBe(true);
    held.releaseAll();
  });

  it('does not let a dead process settle what somebody else has by now', async () => {
    const [publisher, dying, survivor] = [await context.connect(), await context.connect(), await context.connect()];
    const [late, present] = [new HeldHandler(), new HeldHandler()];
    await dying.consume(QUEUE, late.handle, { maxBatch: 1, initialCredit: 1 });
    await publisher.publish(QUEUE, [dispatchOf(1)]);
    await until('it is handed out', () => late.running === 1);
    await survivor.consume(QUEUE, present.handle, { maxBatch: 1 });
    await context.harness.crash(dying);
    await until('it came again', () => present.running === 1);
    late.releaseAll();
    // Asked of who has it: no broker has to tell what others have.
    expect(await survivor.depth(QUEUE)).toEqual({ ready: 0, unsettled: 1 });
    present.releaseAll();
    await until('it is settled', async () => (await survivor.depth(QUEUE)).unsettled === 0);
  });

  it('takes up its consumers, inbox and requests again after its connections broke', async () => {
    const [bus, other] = [await context.connect(), await context.connect()];
    const collector = new Collector();
    let reconnects = 0;
    const unsubscribe = bus.onReconnect(() => (reconnects += 1));
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await bus.openInbox(INBOX, () => undefined);
    await other.consume(
      RequestQueue.Claims,
      async (deliveries) => {
        for (const { reply, envelope } of deliveries) reply(envelope);
        return deliveries.map(() => 'done');
      },
      { maxBatch: 10 },
    );
    const before = bus.health().since;
    await context.harness.cutConnections(bus);
    await until('it is back', () => reconnects === 1 && bus.health().connected);
    expect(bus.health().since).toBeGreaterThan(before);
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('the consumer works', () => collector.numbers.length === 1);
    expect(await other.openInboxes([INBOX])).toEqual(new Set([INBOX]));
    const answer = await bus.request(RequestQueue.Claims, dispatchOf(7), { timeoutMs: 5_000 });
    expect(dispatchNoOf(answer)).toBe(7);
    unsubscribe();
    await context.harness.cutConnections(bus);
    await until('it is back again', () => bus.health().connected && bus.health().since > before);
    expect(reconnects).toBe(1);
  });

  it('gives up publishing in time while the broker is away, and goes on afterwards', async () => {
    const bus = await context.connect();
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await bus.openInbox(INBOX, () => undefined);
    const endOutage = await context.harness.outage();
    const startedAt = performance.now();
    const request = bus.request(RequestQueue.Claims, dispatchOf(1), { timeoutMs: 60_000 });
    const outcomes = await Promise.all([
      bus.publish(QUEUE, [dispatchOf(1), dispatchOf(2)]),
      bus.send(INBOX, dispatchOf(1)),
      expect(request).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' }),
      expect(bus.depth(QUEUE)).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' }),
    ]);
    const unconfirmed = { ok: false, reason: 'unconfirmed' };
    expect(outcomes.slice(0, 2)).toEqual([[unconfirmed, unconfirmed], false]);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(bus.health().connected).toBe(false);
    await endOutage();
    await until('it is back', () => bus.health().connected);
    expect(await bus.publish(QUEUE, [dispatchOf(3)])).toEqual([{ ok: true }]);
    await until('the consumer works', () => collector.numbers.includes(3));
  });

  it('can be started again after a start that failed', async () => {
    const bus = await context.harness.create();
    const endOutage = await context.harness.outage();
    await expect(bus.start()).rejects.toMatchObject({ code: 'BUS_UNAVAILABLE' });
    await endOutage();
    await bus.start();
    await bus.start();
    expect(await bus.publish(QUEUE, [dispatchOf(1)])).toEqual([{ ok: true }]);
  });

  it('refuses what is too much to keep while the broker is away', async () => {
    const bus = await context.connect();
    const endOutage = await context.harness.outage();
    const large = 'x'.repeat(1_000_000);
    const messages = Array.from({ length: 100 }, (_, index) => {
      const message = dispatchOf(index);
      return { envelope: { ...message.envelope, source_hash: large } };
    });
    let refusedAtOnce = 0;
    const publishing = messages.map(async (message) => {
      const startedAt = performance.now();
      const [result] = await bus.publish(QUEUE, [message]);
      expect(result).toEqual({ ok: false, reason: 'unconfirmed' });
      if (performance.now() - startedAt < 3_000) refusedAtOnce += 1;
    });
    await Promise.all(publishing);
    expect(refusedAtOnce).toBeGreaterThan(0);
    await endOutage();
  });

  it('stops in time although the broker is away', async () => {
    const bus = await context.connect();
    await bus.consume(QUEUE, new Collector().handle, { maxBatch: 10 });
    const endOutage = await context.harness.outage();
    const startedAt = performance.now();
    await bus.stop();
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    await endOutage();
  });
}
