import { createBus, type Bus } from '@cadre/bus';
import { createEnvelope, MessageType, taskQueue } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { Installation, until } from '@cadre/testing';
import { describeOnBothBuses } from './harness/both-buses';
import { proveSound } from './harness/prove-sound';
import { lasting, times } from './harness/running';
import { seeded } from './harness/seeded';
import { eventTypesOf } from './harness/task-facts';

/** A broker of its own may have to start first. */
const PATIENCE_MS = 240_000;
const COPIES = 3;
const QUEUE = taskQueue('platform');

interface Dispatched {
  readonly task_id: string;
  readonly dispatch_no: number;
  readonly agent_id: string;
}

describeOnBothBuses('dispatch messages that come several times and in any order', (kind) => {
  let installation: Installation;
  let bus: Bus;
  beforeAll(async () => {
    installation = await Installation.started({ bus: kind });
    await installation.worker();
    const amqpUrl = installation.broker?.urlOf('cadre-orchestrator');
    bus = createBus({ url: installation.database.url, amqpUrl, role: 'repeater' });
    await bus.work.start();
  }, PATIENCE_MS);
  afterAll(async () => {
    await bus.work.stop();
    await installation.close();
  });

  it('start each task once', async () => {
    const ids = await installation.client.acceptedMany(times(60, lasting(150)));
    let published = 0;
    const everStarted = new Map<string, Dispatched>();
    await until(
      async () => {
        const live = await tasks(`status IN ('queued', 'running')`);
        for (const task of live) everStarted.set(task.task_id, task);
        published += await publishCopies(live);
        return live.length === 0 && (await tasks(`status <> 'completed'`)).length === 0;
      },
      { timeoutMs: 60_000, intervalMs: 100 },
    );
    // Long after the end, too, and for dispatches that never were.
    published += await publishCopies(await tasks('true'));
    published += await publishCopies((await tasks('true')).map((task) => ({ ...task, dispatch_no: 99 })));
    await until(
      async () => {
        const { ready, unsettled } = await bus.work.depth(QUEUE);
        return ready + unsettled === 0;
      },
      { timeoutMs: 60_000 },
    );
    expect(published).toBeGreaterThan(2 * COPIES * ids.length);
    expect(everStarted.size).toBeGreaterThan(0);
    for (const id of ids) {
      expect(await eventTypesOf(installation, id)).toEqual(['submitted', 'queued', 'started', 'completed']);
    }
    await proveSound(installation);
  });

  function tasks(where: string): Promise<Dispatched[]> {
    return installation.sql<Dispatched>(`SELECT task_id, dispatch_no, agent_id FROM tasks WHERE ${where}`);
  }

  async function publishCopies(dispatched: readonly Dispatched[]): Promise<number> {
    const random = seeded(dispatched.length);
    const copies = dispatched
      .flatMap((task) => times(COPIES, task))
      .map((task) => ({ task, order: random() }))
      .sort((a, b) => a.order - b.order);
    if (copies.length > 0)
      await bus.work.publish(
        QUEUE,
        copies.map(({ task }) => messageOf(task)),
      );
    return copies.length;
  }
});

function messageOf({ task_id, dispatch_no, agent_id }: Dispatched) {
  const meta = { id: uuidv7(), time: new Date(), tenant: 'default', dispatchNo: dispatch_no };
  return { envelope: createEnvelope(MessageType.TaskDispatched, 1, { task_id, dispatch_no, agent_id }, meta) };
}
