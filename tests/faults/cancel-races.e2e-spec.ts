import { Installation } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { afterMs, seeded } from './harness/seeded';
import { statusOf } from './harness/task-facts';

const TASKS = 200;
const LONGEST_MS = 400;
/** Shown in the name: a failure is repeated by setting it. */
const SEED = Date.now() % 1_000_000;

describe(`cancelling at any instant (seed ${SEED})`, () => {
  let installation: Installation;
  beforeAll(async () => (installation = await Installation.started()));
  afterAll(() => installation.close());

  it('ends in cancelled or completed, as the answer said', async () => {
    const random = seeded(SEED);
    const { client } = installation;
    const told = new Map<string, string>();
    const half = () =>
      Array.from({ length: TASKS / 2 }, () => ({ parameters: { delay_ms: Math.floor(random() * LONGEST_MS) } }));
    const ids = [...(await client.acceptedMany(half())), ...(await client.acceptedMany(half()))];
    await Promise.all(
      ids.map(async (id) => {
        await afterMs(random() * 3 * LONGEST_MS);
        const { status, body } = await client.call('DELETE', `/tasks/${id}`);
        told.set(id, status === 200 ? String(body.status) : String(body.code));
      }),
    );
    await untilAllEnded(installation);
    const ends = new Map(await Promise.all(ids.map(async (id) => [id, await statusOf(installation, id)] as const)));
    const allowed: Record<string, readonly string[]> = {
      cancelled: ['cancelled'],
      cancelling: ['cancelled', 'completed'],
      TASK_ALREADY_FINISHED: ['completed'],
    };
    for (const id of ids) expect(allowed[String(told.get(id))]).toContain(ends.get(id));
    // A race that always has the same winner is none.
    expect(new Set(ends.values())).toEqual(new Set(['cancelled', 'completed']));
    await proveSound(installation);
  });

  it('before it was dispatched never starts', async () => {
    const { client } = installation;
    await client.call('POST', '/agents/echo/pause', { body: {} });
    const ids = await client.acceptedMany(Array.from({ length: 20 }, () => ({})));
    await Promise.all(ids.map((id) => client.call('DELETE', `/tasks/${id}`)));
    await client.call('POST', '/agents/echo/resume', { body: {} });
    await untilAllEnded(installation);
    const started = await installation.sql(
      `SELECT task_id FROM task_events WHERE type = 'started' AND task_id = ANY ($1)`,
      ids,
    );
    expect(started).toEqual([]);
    await proveSound(installation);
  });
});
