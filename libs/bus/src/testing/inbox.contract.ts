import { randomUUID } from 'node:crypto';
import { createEnvelope, MessageType, RequestQueue, taskQueue, workerInbox, type Envelope } from '@cadre/contracts';
import type { WorkBus } from '../work-bus.port';
import { useHarness } from './contract-context';
import { dispatchNoOf, dispatchOf } from './messages';
import { until } from './until';
import type { WorkBusHarness } from './work-bus-harness';

const INBOX = workerInbox('testing', 'worker-1');
const ignore = (): void => undefined;

/** What every adapter promises about requests, inboxes and presence. */
export function inboxContract(createHarness: () => Promise<WorkBusHarness>): void {
  const context = useHarness(createHarness);

  /** Answers each request with a message of the same number, padded. */
  async function serve(bus: WorkBus, paddingBytes = 0): Promise<void> {
    await bus.consume(
      RequestQueue.Claims,
      async (deliveries) => {
        for (const delivery of deliveries) {
          const answer = dispatchOf(dispatchNoOf(delivery.envelope)).envelope;
          delivery.reply({ ...answer, source_hash: 'x'.repeat(paddingBytes) });
        }
        return deliveries.map(() => 'done');
      },
      { maxBatch: 50 },
    );
  }

  it('answers each request with its own answer', async () => {
    const [asker, server] = [await context.connect(), await context.connect()];
    await serve(server);
    await asker.openInbox(INBOX, ignore);
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((number) => asker.request(RequestQueue.Claims, dispatchOf(number), { timeoutMs: 10_000 })),
    );
    expect(answers.map(dispatchNoOf)).toEqual(numbers);
  });

  it.each([7_000, 9_000, 2_000_000])('carries answers of %d bytes', async (bytes) => {
    const [asker, server] = [await context.connect(), await context.connect()];
    await serve(server, bytes);
    await asker.openInbox(INBOX, ignore);
    const answer = await asker.request(RequestQueue.Claims, dispatchOf(1), { timeoutMs: 10_000 });
    expect(answer.source_hash?.length).toBe(bytes);
  });

  it('rejects a request nobody answers in time, and lets its message go with it', async () => {
    const bus = await context.connect();
    await bus.openInbox(INBOX, ignore);
    const request = bus.request(RequestQueue.Claims, dispatchOf(1), { timeoutMs: 50 });
    await expect(request).rejects.toMatchObject({ code: 'BUS_REQUEST_TIMEOUT' });
    await until('the message is gone', async () => (await bus.depth(RequestQueue.Claims)).ready === 0);
  });

  it('refuses a request without an inbox, and a second inbox', async () => {
    const bus = await context.connect();
    const request = bus.request(RequestQueue.Claims, dispatchOf(1), { timeoutMs: 50 });
    await expect(request).rejects.toMatchObject({ code: 'BUS_INBOX' });
    await bus.openInbox(INBOX, ignore);
    await expect(bus.openInbox(workerInbox('testing', 'b'), ignore)).rejects.toMatchObject({ code: 'BUS_INBOX' });
  });

  it('refuses an inbox another process has open', async () => {
    const [first, second] = [await context.connect(), await context.connect()];
    await first.openInbox(INBOX, ignore);
    await expect(second.openInbox(INBOX, ignore)).rejects.toMatchObject({ code: 'BUS_INBOX' });
  });

  it('survives an answer to a process that is gone', async () => {
    const [asker, server] = [await context.connect(), await context.connect()];
    await asker.openInbox(INBOX, ignore);
    const request = asker.request(RequestQueue.Claims, dispatchOf(1), { timeoutMs: 60_000 });
    const rejected = expect(request).rejects.toMatchObject({ code: 'BUS_STOPPED' });
    await until('the request waits', async () => (await server.depth(RequestQueue.Claims)).ready === 1);
    await asker.stop();
    await rejected;
    await serve(server, 9_000);
    await until('it is settled', async () => (await server.depth(RequestQueue.Claims)).ready === 0);
    const next = await context.connect();
    await next.openInbox(INBOX, ignore);
    const answer = await next.request(RequestQueue.Claims, dispatchOf(2), { timeoutMs: 10_000 });
    expect(dispatchNoOf(answer)).toBe(2);
  });

  it('ignores a reply to a message nobody waits on', async () => {
    const bus = await context.connect();
    await serve(bus);
    await bus.publish(RequestQueue.Claims, [dispatchOf(1)]);
    await until('it is settled', async () => {
      const { ready, unsettled } = await bus.depth(RequestQueue.Claims);
      return ready + unsettled === 0;
    });
  });

  it.each([10, 20_000])('sends %d bytes to an open inbox, and knows a closed one', async (bytes) => {
    const [sender, receiver] = [await context.connect(), await context.connect()];
    const received: Envelope[] = [];
    await receiver.openInbox(INBOX, (message) => received.push(message));
    const data = { action: 'cancel', task_id: randomUUID(), lease_no: 1 } as const;
    const control = createEnvelope(MessageType.Control, 1, data, { id: randomUUID(), time: new Date() });
    const envelope = { ...control, source_hash: 'x'.repeat(bytes) };
    expect(await sender.send(INBOX, { envelope })).toBe(true);
    await until('it arrived', () => received.length === 1);
    expect(received[0]).toEqual(envelope);
    expect(await sender.send(workerInbox('testing', 'nobody'), { envelope })).toBe(false);
  });

  it('survives an inbox handler that throws', async () => {
    const [sender, receiver] = [await context.connect(), await context.connect()];
    let received = 0;
    await receiver.openInbox(INBOX, () => {
      received += 1;
      throw new TypeError('a fault of the handler');
    });
    await sender.send(INBOX, dispatchOf(1));
    await sender.send(INBOX, dispatchOf(2));
    await until('both arrived', () => received === 2);
  });

  it('shows an inbox while its process lives', async () => {
    const [observer, stopping, dying] = [await context.connect(), await context.connect(), await context.connect()];
    const other = workerInbox('testing', 'worker-2');
    const known = [INBOX, other, workerInbox('testing', 'nobody')];
    expect(await observer.openInboxes(known)).toEqual(new Set());
    await stopping.openInbox(INBOX, ignore);
    await dying.openInbox(other, ignore);
    expect(await observer.openInboxes(known)).toEqual(new Set([INBOX, other]));
    expect(await observer.openInboxes([other, workerInbox('testing', 'nobody')])).toEqual(new Set([other]));
    await stopping.stop();
    await until('the stopped one is gone', async () => !(await observer.openInboxes(known)).has(INBOX));
    await context.harness.crash(dying);
    await until('the dead one is gone', async () => (await observer.openInboxes(known)).size === 0, 3_000);
  });

  it('has an address of any length', async () => {
    const [sender, receiver] = [await context.connect(), await context.connect()];
    const address = workerInbox('testing', `worker-${'x'.repeat(150)}`);
    const received: Envelope[] = [];
    await receiver.openInbox(address, (message) => received.push(message));
    expect(await sender.send(address, dispatchOf(1))).toBe(true);
    await until('it arrived', () => received.length === 1);
    expect(await sender.depth(taskQueue('testing'))).toEqual({ ready: 0, unsettled: 0 });
  });
}
