import { RequestQueue, taskQueue } from '@cadre/contracts';
import { Installation, until } from '@cadre/testing';
import { describeOnBothBuses } from './harness/both-buses';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { publishRaw, putAside } from './harness/raw-messages';
import { times } from './harness/running';
import { factsOf } from './harness/task-facts';

/** A broker of its own may have to start first. */
const PATIENCE_MS = 240_000;
const QUEUES = [taskQueue('platform'), ...Object.values(RequestQueue)];
const FAILS = { fail: { class: 'permanent', times: 1000 } };

describeOnBothBuses('poison', (bus) => {
  let installation: Installation;
  beforeAll(async () => (installation = await Installation.started({ bus })), PATIENCE_MS);
  afterAll(() => installation.close());

  it('an agent that fails for good leaves a dead letter, and its batch alone; resubmitted, it completes', async () => {
    const { client } = installation;
    const ids = await client.acceptedMany([...times(20, {}), { parameters: FAILS }, ...times(20, {})]);
    await untilAllEnded(installation);
    const ends = await Promise.all(ids.map((id) => factsOf(installation, id)));
    expect(ends.filter(({ status }) => status === 'completed')).toHaveLength(40);
    expect(ends[20]).toMatchObject({ status: 'failed', lease_no: 1, failures_counted: 1 });

    const override_parameters = { fail: null };
    const path = `/dlq/tasks/${ids[20]}/resubmit`;
    const resubmitted = await client.call('POST', path, { body: { override_parameters } });
    expect(resubmitted.status).toBe(200);
    expect((await client.call('POST', path, { body: { override_parameters } })).status).toBe(409);
    client.journal.push(resubmitted.body.new_task_id as string);
    await untilAllEnded(installation);
    expect(await factsOf(installation, resubmitted.body.new_task_id as string)).toMatchObject({ status: 'completed' });
    await proveSound(installation);
  });

  it('a payload that cannot be read fails its task alone, as unreadable', async () => {
    const { client } = installation;
    await client.call('POST', '/agents/echo/pause', { body: {} });
    const ids = await client.acceptedMany(times(11, {}));
    const [broken] = ids as [string];
    await installation.sql(
      `UPDATE task_payloads SET sealed = left(sealed, -6) || 'AAAAAA' WHERE task_id = $1 AND kind = 'parameters'`,
      broken,
    );
    await client.call('POST', '/agents/echo/resume', { body: {} });
    await untilAllEnded(installation);
    expect(await factsOf(installation, broken)).toMatchObject({ status: 'failed', lease_no: 0 });
    for (const id of ids.slice(1)) expect(await factsOf(installation, id)).toMatchObject({ status: 'completed' });
    const letters = await installation.sql('SELECT state FROM dlq_tasks WHERE task_id = $1', broken);
    expect(letters).toEqual([{ state: 'open' }]);
    await proveSound(installation);
  });

  it.each([
    ['no JSON at all', '{"id": '],
    ['JSON of another shape', '[1, 2, 3]'],
    ['a NUL and a lone surrogate', '{"id": "\\u0000\\ud800"}'],
    ['an unknown type', envelope({ type: 'task.exploded' })],
    ['an unknown version', envelope({ version: 99 })],
    ['the right type and the wrong content', envelope({ data: { task_id: 7 } })],
  ])('a bus message that is %s is put aside, and its neighbours pass', async (_, body) => {
    for (const queue of QUEUES) {
      await publishRaw(installation, queue, body);
    }
    const ids = await installation.client.acceptedMany(times(5, {}));
    await untilAllEnded(installation);
    for (const id of ids) expect(await factsOf(installation, id)).toMatchObject({ status: 'completed', lease_no: 1 });
    await until(async () => (await putAside(installation, body)) === QUEUES.length, { timeoutMs: 30_000 });
    await proveSound(installation);
  });
});

function envelope(change: Record<string, unknown>): string {
  const whole = {
    ...{ id: crypto.randomUUID(), type: 'task.dispatched', version: 1, time: new Date().toISOString() },
    ...{ tenant: 'default', dispatch_no: 1, data: { task_id: crypto.randomUUID(), dispatch_no: 1, agent_id: 'echo' } },
  };
  return JSON.stringify({ ...whole, ...change });
}
