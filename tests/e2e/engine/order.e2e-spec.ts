import { SYSTEM_ORIGIN, TenantStore } from '@cadre/persistence';
import type { ApiClient } from '@cadre/testing';
import { ProbedInstallation } from '../../faults/harness/probed-installation';
import { proveSound, untilAllEnded } from '../../faults/harness/prove-sound';
import { times } from '../../faults/harness/running';
import { seeded } from '../../faults/harness/seeded';

const PRIORITIES = ['critical', 'high', 'normal', 'low'] as const;
const PASSWORD = 'harbour-tulip-glacier';

describe('who goes next, seen from inside the agent, with three orchestrators', () => {
  let probed: ProbedInstallation;
  beforeAll(async () => (probed = await ProbedInstallation.start()));
  afterAll(() => probed.close());
  beforeEach(() => probed.server.calls.splice(0));

  it('is decided by priority, then by submission', async () => {
    const { installation, server } = probed;
    const random = seeded(7);
    const tasks = Array.from({ length: 40 }, (_, index) => {
      const rank = Math.floor(random() * PRIORITIES.length);
      return { ...server.task({ rank, index }), priority: PRIORITIES[rank] };
    });
    await probed.limit({ max_concurrent_tasks: 1 });
    let ids: string[] = [];
    await probed.paused(async () => (ids = await installation.client.acceptedMany(tasks)));
    await untilAllEnded(installation, 100_000);

    const labels = server.calls.map(({ label }) => label as { rank: number; index: number });
    expect(labels).toHaveLength(tasks.length);
    expect(labels).toEqual([...labels].sort((a, b) => a.rank - b.rank || a.index - b.index));
    // The events tell the same.
    const queued = await installation.sql<{ priority: number; submit_no: number }>(
      `SELECT priority, submit_no FROM task_events JOIN tasks USING (task_id)
       WHERE type = 'queued' AND task_id = ANY ($1) ORDER BY at`,
      ids,
    );
    expect(queued).toEqual([...queued].sort((a, b) => a.priority - b.priority || a.submit_no - b.submit_no));
    await proveSound(installation);
  });

  it('lets two tenants take turns, however much one of them has submitted', async () => {
    const { installation, server } = probed;
    const [many, few] = await Promise.all([userOf('many'), userOf('few')]);
    const atOnce = 2;
    await probed.limit({ max_concurrent_tasks: atOnce });
    await probed.paused(async () => {
      await many.acceptedMany(times(30, server.task({ tenant: 'many' }, 20)));
      await few.acceptedMany(times(10, server.task({ tenant: 'few' }, 20)));
    });
    await untilAllEnded(installation, 100_000);
    const tenants = server.calls.map(({ label }) => label['tenant']);
    expect(tenants).toHaveLength(40);
    // As long as both have work, neither is ahead by more than what runs at once.
    const both = tenants.slice(0, tenants.lastIndexOf('few') + 1);
    both.forEach((_, index) => {
      const sofar = both.slice(0, index + 1);
      const ahead = sofar.filter((tenant) => tenant === 'many').length * 2 - sofar.length;
      expect(Math.abs(ahead)).toBeLessThanOrEqual(atOnce);
    });
    await proveSound(installation);
  });

  async function userOf(tenant: string): Promise<ApiClient> {
    const { installation } = probed;
    await new TenantStore(installation.db).ensure(tenant, SYSTEM_ORIGIN);
    const person = { email: `user@${tenant}.example`, password: PASSWORD };
    const { status } = await installation.client.call('POST', '/users', { body: { ...person, role: 'user', tenant } });
    expect(status).toBe(201);
    return installation.clientOf(person);
  }
});
