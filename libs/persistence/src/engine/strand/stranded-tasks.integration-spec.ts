import { freshDatabase } from '@cadre/testing';
import { EngineFixture, TEAM } from '../../testing/engine-fixture';
import { StrandedTaskStore } from './stranded-task.store';

let engine: EngineFixture;
let stranded: StrandedTaskStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  stranded = new StrandedTaskStore(engine.db);
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

const HOUR = 3600;

async function retire(secondsAgo: number): Promise<void> {
  await engine.sql(`UPDATE agents SET retired_at = now() - make_interval(secs => $1)`, secondsAgo);
}

const statusOf = async (taskId: string) => (await engine.row(taskId)).status;

async function teamsOf(...taskIds: string[]): Promise<string[]> {
  const rows = await engine.sql<{ team: string }>(`SELECT team FROM tasks WHERE task_id = ANY ($1::uuid[])`, taskIds);
  return rows.map(({ team }) => team);
}

describe('tasks whose agent is gone', () => {
  it('fail after the grace time with a dead letter, pending and queued ones', async () => {
    const queued = await engine.task();
    await engine.worker();
    await engine.dispatchAll(await engine.lead());
    const pending = await engine.task();
    await retire(HOUR + 1);
    const events = await stranded.failAbandoned(HOUR, 100);
    expect(events.map(({ task_id, from, to, actor }) => [task_id, from, to, actor]).sort()).toEqual(
      [
        [queued, 'queued', 'failed', 'registry'],
        [pending, 'pending', 'failed', 'registry'],
      ].sort(),
    );
    expect(await engine.row(pending)).toMatchObject({ status: 'failed', error_code: 'AGENT_NOT_FOUND' });
    const letters = await engine.sql(`SELECT error_code, error_class, state, attempts FROM dlq_tasks`);
    const letter = { error_code: 'AGENT_NOT_FOUND', error_class: 'permanent', state: 'open', attempts: 0 };
    expect(letters).toEqual([letter, letter]);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('wait through the grace time, and start when the agent is back', async () => {
    const taskId = await engine.task();
    await retire(HOUR - 600);
    expect(await stranded.failAbandoned(HOUR, 100)).toEqual([]);
    await engine.sql(`UPDATE agents SET retired_at = NULL`);
    expect(await stranded.failAbandoned(0, 100)).toEqual([]);
    expect(await statusOf(taskId)).toBe('pending');
  });

  it('become due first when they wait for their time, and run on when they run', async () => {
    const { claim } = await engine.running();
    const scheduled = await engine.task({ executeAt: new Date(Date.now() + HOUR * 1000) });
    await retire(HOUR + 1);
    expect(await stranded.failAbandoned(HOUR, 100)).toEqual([]);
    expect([await statusOf(claim.taskId), await statusOf(scheduled)]).toEqual(['running', 'scheduled']);
    await engine.sql(`UPDATE tasks SET available_at = now() WHERE task_id = $1`, scheduled);
    await engine.promoter.promote(10);
    await stranded.failAbandoned(HOUR, 100);
    expect(await engine.eventTypes(scheduled)).toEqual(['submitted', 'due', 'failed']);
  });

  it('fail in bounded batches, each task once however many sweep', async () => {
    await engine.tasks(25);
    await retire(HOUR + 1);
    expect(await stranded.failAbandoned(HOUR, 10)).toHaveLength(10);
    const sweeps = await Promise.all(Array.from({ length: 4 }, () => stranded.failAbandoned(HOUR, 100)));
    expect(sweeps.flat()).toHaveLength(15);
    const [letters] = await engine.sql<{ count: number }>(`SELECT count(*)::int AS count FROM dlq_tasks`);
    expect(letters?.count).toBe(25);
    expect(await engine.brokenLogs()).toEqual([]);
  });
});

describe('tasks whose agent moved to another team', () => {
  it('follow it when they were submitted for the old one', async () => {
    const mine = await engine.task();
    const theirs = await engine.tasks(3, { team: 'marketing' });
    const unknown = await engine.task({ team: 'marketing', agentId: 'nobody' });
    expect([await stranded.follow(2), await stranded.follow(2), await stranded.follow(2)]).toEqual([2, 1, 0]);
    expect(await teamsOf(mine, ...theirs)).toEqual([TEAM, TEAM, TEAM, TEAM]);
    expect(await teamsOf(unknown)).toEqual(['marketing']);
  });

  it('stay where they are while they are on their way', async () => {
    const { claim } = await engine.running();
    await engine.sql(`UPDATE agents SET team = 'marketing'`);
    expect(await stranded.follow(10)).toBe(0);
    expect(await teamsOf(claim.taskId)).toEqual([TEAM]);
  });
});
