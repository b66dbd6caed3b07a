import { freshDatabase } from '@cadre/testing';
import { EngineFixture, TEAM } from '../testing/engine-fixture';

const LIMITS = { batch: 100, timeLimitMarginSeconds: 30, cancelGraceSeconds: 15 };
const LEADS_FOR = 6;

let engine: EngineFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});
beforeEach(async () => {
  await engine.clear();
  await engine.agent('echo');
});

/** As every time that was written as now, or from now on, stands once the clock was set back an hour. */
const setBack = (assignment: string): Promise<unknown[]> => engine.sql(`UPDATE ${assignment} + interval '1 hour'`);

const secondsLeft = async (column: string, table: string): Promise<number> => {
  const [row] = await engine.sql<{ s: number }>(
    `SELECT extract(epoch FROM ${column} - clock_timestamp())::float8 AS s FROM ${table}`,
  );
  return row?.s ?? NaN;
};

describe('after the clock of the database was set back an hour', () => {
  it('the team of a dead orchestrator is free after one lease', async () => {
    await engine.teams.acquire('dead', [TEAM], LEADS_FOR);
    await setBack('team_dispatch SET until = until');
    expect(await engine.teams.cutAhead(LEADS_FOR)).toEqual([TEAM]);
    expect(await secondsLeft('until', 'team_dispatch')).toBeLessThanOrEqual(LEADS_FOR);
  });

  it('nobody takes the team of an orchestrator that goes on renewing', async () => {
    const [lease] = await engine.teams.acquire('alive', [TEAM], LEADS_FOR);
    await setBack('team_dispatch SET until = until');
    await engine.teams.cutAhead(LEADS_FOR);
    expect(await engine.teams.acquire('other', [TEAM], LEADS_FOR)).toEqual([]);
    expect(await engine.teams.acquire('alive', [TEAM], LEADS_FOR)).toEqual([lease]);
  });

  it('a lease runs out in one lease, unless its worker renews it', async () => {
    const { claim, grant } = await engine.running();
    await setBack('tasks SET lease_expires_at = lease_expires_at');
    expect(await engine.reaper.cutAhead()).toEqual([claim.taskId]);
    const left = await secondsLeft('lease_expires_at', 'tasks');
    expect(left).toBeGreaterThan(25);
    expect(left).toBeLessThanOrEqual(30);
    expect((await engine.reaper.reap(LIMITS)).events).toEqual([]);
    expect(
      await engine.heartbeats.renew([{ taskId: claim.taskId, leaseToken: grant.leaseToken, team: TEAM }]),
    ).toHaveLength(1);
  });

  it('a worker that is not heard again counts as silent from then on', async () => {
    await engine.worker('w1');
    await setBack('workers SET last_heartbeat_at = last_heartbeat_at');
    expect(await engine.presence.cutAhead()).toEqual(['w1']);
    const [known] = await engine.presence.known();
    expect(known?.silentMs).toBeGreaterThanOrEqual(0);
  });

  it('a task on the broker counts as queued from then on', async () => {
    await engine.worker();
    const taskId = await engine.task();
    await engine.dispatchAll(await engine.lead());
    await setBack('tasks SET queued_at = queued_at');
    expect(await engine.takeBacks.cutAhead(['marketing'])).toEqual([]);
    expect(await engine.takeBacks.cutAhead([TEAM])).toEqual([taskId]);
    const [team] = await engine.takeBacks.queuedTeams([TEAM]);
    expect(await engine.takeBacks.takeBackQueuedBefore(TEAM, team?.nowMs ?? 0, 'stuck', 'test')).toHaveLength(1);
  });

  it('nothing is changed that is as it should be', async () => {
    await engine.running();
    await engine.teams.acquire('o2', ['marketing'], LEADS_FOR);
    await engine.sql(`DELETE FROM team_dispatch WHERE team = $1`, TEAM);
    const cut = [engine.teams.cutAhead(LEADS_FOR), engine.presence.cutAhead(), engine.reaper.cutAhead()];
    expect(await Promise.all([...cut, engine.takeBacks.cutAhead([TEAM])])).toEqual([[], [], [], []]);
  });
});
