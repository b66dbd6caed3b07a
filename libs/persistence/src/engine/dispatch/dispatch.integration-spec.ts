import { freshDatabase } from '@cadre/testing';
import { EngineFixture, TEAM } from '../../testing/engine-fixture';

let engine: EngineFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url, 20);
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});
beforeEach(() => engine.clear());

describe('dispatching', () => {
  it('queues a pending task once, raises its dispatch number and appends one event', async () => {
    await engine.agent('echo');
    await engine.worker();
    const taskId = await engine.task();
    const lease = await engine.lead();
    const tasks = await engine.dispatchAll(lease);
    expect(tasks).toEqual([expect.objectContaining({ taskId, dispatchNo: 1, agentId: 'echo', priority: 5 })]);
    expect(await engine.row(taskId)).toMatchObject({ status: 'queued', dispatch_no: 1, lease_no: 0 });
    expect(await engine.eventTypes(taskId)).toEqual(['submitted', 'queued']);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('queues nothing while no worker of the team lives', async () => {
    await engine.agent('echo');
    await engine.task();
    expect(await engine.dispatchAll(await engine.lead())).toEqual([]);
  });

  it('holds back an agent that can ask none of its models, and serves it when its time has come', async () => {
    for (const agentId of ['held', 'echo']) await engine.agent(agentId);
    await engine.worker();
    for (const agentId of ['held', 'echo']) await engine.tasks(2, { agentId });
    await engine.sql(`UPDATE agent_limits SET held_until = now() + interval '30 seconds' WHERE agent_id = 'held'`);
    const lease = await engine.lead();
    const round = await engine.dispatches.dispatch(lease, 0);
    if (round.kind !== 'dispatched') throw new TypeError(round.kind);
    expect(round.tasks.map(({ agentId }) => agentId)).toEqual(['echo', 'echo']);
    expect(round.nextTokenMs).toBeGreaterThan(20_000);
    expect(round.nextTokenMs).toBeLessThanOrEqual(30_000);
    await engine.sql(`UPDATE agent_limits SET held_until = now() WHERE agent_id = 'held'`);
    expect((await engine.dispatchAll(lease)).map(({ agentId }) => agentId)).toEqual(['held', 'held']);
  });

  it('never fills more than the window', async () => {
    await engine.agent('echo');
    await engine.worker('w1', 6);
    await engine.tasks(50);
    expect(await engine.dispatchAll(await engine.lead())).toHaveLength(12);
  });

  it('is fenced once another owner has the team', async () => {
    await engine.agent('echo');
    await engine.worker();
    await engine.task();
    const lease = await engine.lead('o1');
    await engine.teams.release('o1');
    const next = await engine.lead('o2');
    expect(next.term).toBe(lease.term + 1);
    expect(await engine.dispatches.dispatch(lease, 0)).toEqual({ kind: 'fenced' });
    expect(await engine.dispatchAll(next)).toHaveLength(1);
  });

  it('goes by priority, then by submission, and the events say so', async () => {
    await engine.agent('echo');
    await engine.worker('w1', 100);
    for (const priority of [7, 5, 3, 1]) await engine.tasks(5, { priority });
    await engine.dispatchAll(await engine.lead());
    const rows = await engine.sql<{ priority: number; submit_no: number }>(
      `SELECT priority, submit_no FROM task_events JOIN tasks USING (task_id) WHERE type = 'queued' ORDER BY at`,
    );
    const sorted = [...rows].sort((a, b) => a.priority - b.priority || a.submit_no - b.submit_no);
    expect(rows).toEqual(sorted);
  });

  it('lets tenants take turns inside a priority', async () => {
    await engine.agent('echo');
    await engine.worker('w1', 5);
    await engine.tasks(20, { tenant: 'a' });
    await engine.tasks(20, { tenant: 'b' });
    const tasks = await engine.dispatchAll(await engine.lead());
    expect(tasks.map(({ tenant }) => tenant)).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('leaves an agent at its limit and a paused agent alone, and serves the others', async () => {
    await engine.agent('narrow', { max: 2 });
    await engine.agent('paused', { paused: true });
    await engine.agent('echo');
    await engine.worker('w1', 20);
    for (const agentId of ['narrow', 'paused', 'echo']) await engine.tasks(5, { agentId });
    const tasks = await engine.dispatchAll(await engine.lead());
    expect(tasks.filter(({ agentId }) => agentId === 'narrow')).toHaveLength(2);
    expect(tasks.filter(({ agentId }) => agentId === 'echo')).toHaveLength(5);
    expect(tasks.filter(({ agentId }) => agentId === 'paused')).toHaveLength(0);
  });

  it('puts an urgent task in the place of a less urgent one that is merely queued', async () => {
    await engine.agent('narrow', { max: 3 });
    await engine.worker('w1', 20);
    const low = await engine.tasks(3, { agentId: 'narrow', priority: 7 });
    const lease = await engine.lead();
    await engine.dispatchAll(lease);
    const critical = await engine.tasks(2, { agentId: 'narrow', priority: 1 });
    const tasks = await engine.dispatchAll(lease);
    expect(tasks.map(({ taskId }) => taskId)).toEqual(critical);
    expect((await engine.row(low[0] ?? '')).status).toBe('queued');
    expect((await engine.row(low[1] ?? '')).status).toBe('pending');
    expect((await engine.row(low[2] ?? '')).status).toBe('pending');
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('queues an urgent task beside less urgent ones while the window has room', async () => {
    await engine.agent('echo');
    await engine.worker();
    const lease = await engine.lead();
    const normal = await engine.tasks(3);
    await engine.dispatchAll(lease);
    const critical = await engine.task({ priority: 1 });
    expect((await engine.dispatchAll(lease)).map(({ taskId }) => taskId)).toEqual([critical]);
    for (const taskId of normal) expect((await engine.row(taskId)).status).toBe('queued');
  });

  it('queues no more than the rate limit has tokens for and says when the next is there', async () => {
    await engine.agent('slow', { ratePerSecond: 0.5, burst: 3, tokens: 3 });
    await engine.worker();
    await engine.tasks(5, { agentId: 'slow' });
    const lease = await engine.lead();
    const tasks = await engine.dispatchAll(lease);
    expect(tasks).toHaveLength(3);
    expect(await engine.start(tasks)).toHaveLength(3);
    const round = await engine.dispatches.dispatch(lease, 0);
    expect(round).toMatchObject({ kind: 'dispatched', tasks: [] });
    expect(round.kind === 'dispatched' && round.nextTokenMs).toBeGreaterThan(0);
  });

  it.each([
    ['nothing is left', 10, null, true],
    ['the window is full', 2, null, false],
    ['an agent is at its limit', 10, 3, false],
  ])('says whether more room would help when %s', async (_, slots, max, drained) => {
    await engine.agent('echo', { max });
    await engine.worker('w1', slots);
    await engine.tasks(9);
    const lease = await engine.lead();
    await engine.dispatches.dispatch(lease, 0);
    expect(await engine.dispatches.dispatch(lease, 0)).toMatchObject({ kind: 'dispatched', drained });
  });

  it('leaves the tasks of an agent alone that is no longer defined', async () => {
    await engine.agent('gone');
    await engine.worker();
    await engine.task({ agentId: 'gone' });
    await engine.sql(`UPDATE agents SET retired_at = now() WHERE agent_id = 'gone'`);
    expect(await engine.dispatchAll(await engine.lead())).toEqual([]);
    await engine.sql(`UPDATE agents SET retired_at = NULL`);
    expect(await engine.dispatchAll(await engine.lead())).toHaveLength(1);
  });

  it('dispatches for external agents never', async () => {
    await engine.agent('pulled', { executor: 'external' });
    await engine.worker();
    await engine.task({ agentId: 'pulled' });
    expect(await engine.dispatchAll(await engine.lead())).toEqual([]);
  });

  it('keeps the limit with three dispatchers racing for the team while workers claim and report', async () => {
    await engine.agent('narrow', { max: 4 });
    await engine.worker('w1', 50);
    await engine.tasks(120, { agentId: 'narrow' });
    let open = true;
    let most = 0;
    const done = new Set<string>();
    const dispatcher = async (owner: string): Promise<void> => {
      while (open) {
        for (const lease of await engine.teams.acquire(owner, [TEAM], 0.02)) {
          const round = await engine.dispatches.dispatch(lease, 0);
          if (round.kind !== 'dispatched') continue;
          for (const { claim, grant } of await engine.start(round.tasks, owner)) {
            const outcome = { kind: 'completed', result: Buffer.from('1'), hash: '1' } as const;
            await engine.reports.recordOutcomes([engine.report({ claim, grant }, outcome)]);
            done.add(claim.taskId);
          }
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const watcher = async (): Promise<void> => {
      while (done.size < 120) {
        const [row] = await engine.sql<{ n: number }>(
          `SELECT count(*)::int AS n FROM tasks WHERE status IN ('queued', 'claimed', 'running')`,
        );
        most = Math.max(most, row?.n ?? 0);
      }
      open = false;
    };
    await Promise.all([watcher(), ...['o1', 'o2', 'o3'].map(dispatcher)]);
    expect(most).toBeLessThanOrEqual(4);
    expect(await engine.brokenLogs()).toEqual([]);
    expect(await engine.deadlocks()).toBe(0);
  });
});
