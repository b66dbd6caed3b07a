import { Installation, type Service, until } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { lasting, times, untilRunning } from './harness/running';
import { afterMs } from './harness/seeded';
import { eventTypesOf, factsOf } from './harness/task-facts';

const FROZEN_MS = 30_000;
/** The product promises 10 s; the rest is for a machine that is busy with other tests. */
const TAKEN_OVER_WITHIN_MS = 25_000;
const IN_ONE_ATTEMPT = ['submitted', 'queued', 'started', 'completed'];

describe('an orchestrator that stands still while it dispatches', () => {
  let installation: Installation;
  let orchestrators: readonly Service[];
  beforeAll(async () => {
    installation = await Installation.create();
    const names = ['one', 'two'];
    orchestrators = await Promise.all(names.map((id) => installation.orchestrator({ ORCHESTRATOR_ID: id })));
    await Promise.all([installation.gateway(), installation.worker({ WORKER_SLOTS: '20' })]);
  });
  afterAll(() => installation.close());

  it('is replaced within seconds, and changes nothing when it wakes', async () => {
    const { client } = installation;
    const held = await client.acceptedMany(times(5, lasting(FROZEN_MS + 10_000)));
    await untilRunning(installation, held);
    const before = await lead(installation);
    const [leader, other] = before.owner.startsWith('one#') ? orchestrators : [...orchestrators].reverse();
    if (leader === undefined || other === undefined) throw new TypeError('there are two');

    // It stands still in the middle of its work: more is due than it can have dispatched.
    await client.acceptedMany(times(100, lasting(100)));
    leader.freeze();
    const frozen = afterMs(FROZEN_MS);
    const first = await client.accepted();
    await until(async () => (await lead(installation)).term > before.term, { timeoutMs: TAKEN_OVER_WITHIN_MS });
    await until(async () => (await factsOf(installation, first)).status === 'completed', { timeoutMs: 60_000 });
    const after = await lead(installation);
    expect(after.owner).not.toBe(before.owner);
    await frozen;
    const dispatchedBefore = await dispatchedBy(other);

    leader.thaw();
    // It has noticed that its teams are another's.
    await until(
      () =>
        leader.log
          .filter(({ msg }) => msg === 'dispatching for these teams')
          .at(-1)
          ?.['teams']?.toString() === '',
    );
    const late = await client.acceptedMany(times(50, {}));
    const silent = await dispatchedBy(leader);
    await untilAllEnded(installation);
    expect(await dispatchedBy(leader)).toBe(silent);
    expect((await dispatchedBy(other)) - dispatchedBefore).toBeGreaterThanOrEqual(late.length);
    expect(await lead(installation)).toEqual(after);

    // Nobody lost a lease, and nothing ran twice.
    for (const id of held) expect(await eventTypesOf(installation, id)).toEqual(IN_ONE_ATTEMPT);
    const lost = await installation.sql('SELECT task_id FROM tasks WHERE lease_no <> 1 OR failures_counted <> 0');
    expect(lost).toEqual([]);
    for (const service of orchestrators) expect(service.isRunning).toBe(true);
    await proveSound(installation);
  }, 240_000);
});

async function lead({ sql }: Installation): Promise<{ owner: string; term: number }> {
  const [row] = await sql<{ owner: string; term: number }>(
    `SELECT owner, term FROM team_dispatch WHERE team = 'platform'`,
  );
  return row ?? { owner: '', term: 0 };
}

/** How many tasks this orchestrator has set queued. */
async function dispatchedBy(orchestrator: Service): Promise<number> {
  const counts = [...(await orchestrator.metrics()).matchAll(/^cadre_tasks_dispatched_total\{[^}]*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
