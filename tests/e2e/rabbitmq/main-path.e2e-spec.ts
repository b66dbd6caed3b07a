import { brokerTopology } from '@cadre/bus';
import { RequestQueue, taskQueue, TEAMS } from '@cadre/contracts';
import { describeWithRabbitMq, Installation, until, type VhostAccess } from '@cadre/testing';

const OVER = ['completed', 'failed', 'timeout', 'cancelled'];
const PATIENCE = 240_000;

describeWithRabbitMq('tasks over RabbitMQ, from submission to end, with real processes', () => {
  let installation: Installation;
  let broker: VhostAccess;

  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    if (installation.broker === undefined) throw new TypeError('An installation over RabbitMQ has a broker');
    broker = installation.broker;
    await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: '1' }),
    ]);
  }, PATIENCE);

  afterAll(() => installation.close(), PATIENCE);

  const accepted = (parameters: object, more: object = {}) =>
    installation.client.accepted({ parameters: { ...parameters }, ...more });

  const reaches = (id: string, ...statuses: string[]) =>
    until(
      async () => {
        const seen = await installation.client.task(id);
        return statuses.includes(seen.status) && seen;
      },
      { timeoutMs: 60_000, intervalMs: 50 },
    );

  it('uses a user of its own for every service, and no table of the bus', async () => {
    const users = () => broker.management.get<{ user: string }[]>(`/vhosts/${broker.vhost}/connections`);
    const names = async () => [...new Set((await users()).map(({ user }) => user))].sort();
    const expected = ['cadre-gateway', 'cadre-orchestrator', 'cadre-worker-platform'];
    await until(async () => (await names()).join() === expected.join(), { timeoutMs: 60_000 });
    const sessions = await installation.sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'cadre_bus'`,
    );
    expect(sessions).toEqual([]);
  });

  it('declares what the definitions of a deployment declare', async () => {
    const queues = await broker.management.get<{ name: string; arguments: object }[]>(`/queues/${broker.vhost}`);
    const declared = queues.map(({ name, arguments: args }) => ({ name, arguments: args }));
    const { queues: wanted } = brokerTopology(TEAMS);
    expect(declared).toEqual(expect.arrayContaining([...wanted]));
  });

  it('uses nothing that RabbitMQ 4 refuses', async () => {
    type Queue = { durable: boolean; exclusive: boolean; arguments: Record<string, unknown> };
    const queues = await broker.management.get<Queue[]>(`/queues/${broker.vhost}`);
    const channels = await broker.management.get<{ global_prefetch_count: number }[]>(
      `/vhosts/${broker.vhost}/channels`,
    );
    const connections = await broker.management.get<{ frame_max: number }[]>(`/vhosts/${broker.vhost}/connections`);
    expect([queues, channels, connections].every(({ length }) => length > 0)).toBe(true);
    expect(queues.filter(({ durable, exclusive }) => !durable && !exclusive)).toEqual([]);
    expect(new Set(queues.map(({ arguments: args }) => args['x-queue-type']))).toEqual(new Set(['classic']));
    expect(queues.filter(({ arguments: args }) => 'x-queue-mode' in args || 'ha-mode' in args)).toEqual([]);
    expect(channels.filter(({ global_prefetch_count }) => global_prefetch_count !== 0)).toEqual([]);
    // 4.1 closes a connection that asks for less.
    expect(connections.filter(({ frame_max }) => frame_max < 8_192)).toEqual([]);
    expect(await broker.management.get(`/policies/${broker.vhost}`)).toEqual([]);
  });

  it('runs a task and answers with its result', async () => {
    const { status, body } = await installation.client.call('POST', '/tasks?wait=25', {
      body: { agent_id: 'echo', parameters: { message: 'hello', data: { deep: [1, null] } } },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'completed', attempt_count: 1, result: { message: 'hello' } });
  });

  it('runs the urgent first, whatever came first', async () => {
    const busy = await accepted({ message: 'busy', delay_ms: 2_000 });
    await reaches(busy, 'running');
    const priorities = ['low', 'normal', 'high', 'critical'];
    const ids: string[] = [];
    for (const priority of priorities) ids.push(await accepted({ message: priority, delay_ms: 20 }, { priority }));
    const done = await Promise.all(ids.map((id) => reaches(id, ...OVER)));
    const order = done.sort((a, b) => a.started_at.localeCompare(b.started_at)).map(({ priority }) => priority);
    expect(order).toEqual([...priorities].reverse());
  });

  it('tries again what may pass', async () => {
    const fails = { message: 'x', fail: { class: 'transient', times: 1 } };
    const id = await accepted(fails, { retry: { delay_seconds: 0.2 } });
    expect(await reaches(id, ...OVER)).toMatchObject({ status: 'completed', attempt_count: 2, retry_count: 1 });
  });

  it('parks what will not pass, and runs it again when an admin says so', async () => {
    const id = await accepted({ message: 'x', fail: { class: 'permanent', times: 99 } });
    expect(await reaches(id, ...OVER)).toMatchObject({ status: 'failed', error: { class: 'permanent' } });
    const { body: letter } = await installation.client.call('GET', `/dlq/tasks/${id}`);
    expect(letter).toMatchObject({ task_id: id, state: 'open' });
    const { body } = await installation.client.call('POST', `/dlq/tasks/${letter.dlq_id}/resubmit`, {
      body: { override_parameters: { fail: null } },
    });
    expect(await reaches(body.new_task_id, ...OVER)).toMatchObject({ status: 'completed', retried_from: id });
  });

  it('cancels what waits and what runs', async () => {
    const running = await accepted({ message: 'r', delay_ms: 600_000 });
    await reaches(running, 'running');
    const waiting = await accepted({ message: 'w' });
    const cancel = (id: string) => installation.client.call('DELETE', `/tasks/${id}`);
    expect((await cancel(waiting)).body).toMatchObject({ status: 'cancelled' });
    expect((await cancel(running)).body).toMatchObject({ status: 'cancelling' });
    await reaches(running, 'cancelled');
    expect((await installation.client.task(waiting)).attempt_count).toBe(0);
  });

  it(
    'runs a thousand tasks, and leaves nothing on the broker',
    async () => {
      await installation.worker();
      const batch = Array.from({ length: 100 }, (_, n) => ({ parameters: { message: `${n}` }, tags: ['thousand'] }));
      await Promise.all(Array.from({ length: 10 }, () => installation.client.acceptedMany(batch)));
      await until(
        async () => {
          const { body } = await installation.client.call('GET', '/tasks?tag=thousand&status=completed&limit=1');
          return body.total === 1_000;
        },
        { timeoutMs: 120_000, intervalMs: 200 },
      );
      for (const queue of [taskQueue('platform'), RequestQueue.Claims, RequestQueue.Reports]) {
        await until(async () => (await depthOf(queue)) === 0, { timeoutMs: 60_000, intervalMs: 100 });
      }
    },
    PATIENCE,
  );

  async function depthOf(queue: string): Promise<number | undefined> {
    return (await broker.management.get<{ messages?: number }>(`/queues/${broker.vhost}/${queue}`)).messages;
  }
});
