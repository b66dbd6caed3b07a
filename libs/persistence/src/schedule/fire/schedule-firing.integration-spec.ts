import { freshDatabase } from '@cadre/testing';
import { ScheduleFixture } from '../../testing/schedule-fixture';
import { ORIGIN, StoreFixture, USER_ID } from '../../testing/store-fixture';

let store: StoreFixture;
let fixture: ScheduleFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.serviceUrl);
  fixture = await ScheduleFixture.over(store);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});
afterEach(async () => {
  await store.sql('DELETE FROM scheduled_tasks');
  await store.sql('DELETE FROM tasks');
  await store.sql(`UPDATE agents SET retired_at = NULL`);
  await store.sql(`UPDATE users SET disabled_at = NULL, role = 'user'`);
});

const told = (scheduleId: string) => fixture.told(scheduleId);
const again = (scheduleId: string) => fixture.fireAgain(scheduleId);

describe('firing what is due', () => {
  it('submits the task, notes the run and says when it fires next, at once', async () => {
    const id = await fixture.due(0);
    const { results, events } = await fixture.firing().fire(10);
    expect(results).toMatchObject([{ scheduleId: id, status: 'submitted', missed: 0 }]);
    const [run] = await fixture.runs(id);
    expect(run).toMatchObject({ status: 'submitted', trigger: 'schedule', task_status: 'pending' });
    expect(events).toMatchObject([{ task_id: run?.task_id, type: 'submitted', actor: `schedule:${id}` }]);
    const [task] = await store.sql(`SELECT * FROM tasks WHERE task_id = $1`, run?.task_id);
    expect(task).toMatchObject({ submitted_by: USER_ID, priority: 3, tags: ['nightly'], team: 'testing' });
    const row = await fixture.row(id);
    const hour = 3_600_000;
    expect(row.next_execution?.getTime()).toBe((Math.floor((run?.fire_time.getTime() ?? 0) / hour) + 1) * hour);
    expect(row.last_execution).not.toBeNull();
    expect(row.row_version).toBe(1);
  });

  it('leaves alone what is not due, paused or completed', async () => {
    const later = new Date(Date.now() + 3_600_000);
    await fixture.due(0, { next_fire_time: later, next_execution: later });
    await fixture.due(0, { status: 'paused', next_fire_time: null, next_execution: null });
    expect((await fixture.firing().fire(10)).results).toEqual([]);
    expect((await fixture.firing().look()).due_in_ms).toBeGreaterThan(3_000_000);
  });

  it('keeps what it hands over sealed, and opens it for the task', async () => {
    const id = await fixture.due(0, { payload: { secret: 'canary-4711' } });
    await fixture.firing().fire(10);
    const rows = await store.sql(`SELECT s::text, p::text FROM scheduled_tasks s, task_payloads p`);
    expect(JSON.stringify(rows)).not.toContain('canary-4711');
    expect(await fixture.row(id)).toMatchObject({ payload: { secret: 'canary-4711' } });
  });

  it('fires once what fires once', async () => {
    const at = new Date(Date.now() - 1000);
    const once = { schedule_type: 'one_time', cron_expression: null, execute_at: at } as const;
    const id = await fixture.due(0, { ...once, next_fire_time: at, next_execution: at });
    await fixture.firing().fire(10);
    expect(await fixture.row(id)).toMatchObject({ status: 'completed', next_execution: null });
    expect(await told(id)).toEqual(['submitted']);
  });

  it('takes five hundred at once in two transactions', async () => {
    for (let n = 0; n < 500; n += 1) await fixture.due(0);
    const firing = fixture.firing();
    expect((await firing.fire(250)).results).toHaveLength(250);
    expect((await firing.fire(250)).results).toHaveLength(250);
    expect(await store.count('tasks')).toBe(500);
  });
});

describe('an instant', () => {
  it('fires once over many schedulers, and none is left out', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => fixture.due(45, { cron_expression: 'every 10' })));
    const schedulers = Array.from({ length: 6 }, () => fixture.firing());
    await Promise.all(
      schedulers.map(async (one) => {
        while (((await one.look()).due_in_ms ?? 1) <= 0) await one.fire(10);
      }),
    );
    for (const id of ids) {
      const times = (await fixture.runs(id)).map(({ fire_time }) => fire_time.getTime());
      expect(times.length).toBeGreaterThanOrEqual(5);
      expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 10_000));
    }
    const [counted] = await store.sql<{ runs: number; tasks: number }>(
      `SELECT (SELECT count(*) FROM schedule_runs) AS runs, (SELECT count(*) FROM tasks) AS tasks`,
    );
    expect(counted?.tasks).toBe(counted?.runs);
  });

  it('does not fire again when the clock is set back', async () => {
    const id = await fixture.due(0);
    await fixture.firing().fire(10);
    const [run] = await fixture.runs(id);
    await store.sql(`UPDATE scheduled_tasks SET next_fire_time = $1, next_execution = $1`, run?.fire_time);
    expect((await fixture.firing().fire(10)).results).toEqual([]);
    expect(await told(id)).toEqual(['submitted']);
    expect((await fixture.row(id)).next_execution?.getTime()).toBeGreaterThan(run?.fire_time.getTime() ?? 0);
  });
});

describe('a missed night', () => {
  it.each([
    ['run_once', ['submitted'], 100],
    ['skip', ['misfire'], 100],
  ] as const)('by %s: %j', async (misfire_policy, expected, missed) => {
    const id = await fixture.due(8 * 3600, { misfire_policy, cron_expression: 'every 10' });
    await fixture.firing().fire(10);
    const runs = await fixture.runs(id);
    const late = runs.filter(({ missed_count }) => missed_count > 0);
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ missed_count: missed });
    expect(late[0]?.skip_reason ?? late[0]?.status).toBe(expected[0]);
    expect(runs.length).toBeLessThanOrEqual(8);
  });

  it('by run_all: the last hundred', async () => {
    const id = await fixture.due(8 * 3600, { misfire_policy: 'run_all', cron_expression: 'every 10' });
    await fixture.firing().fire(10);
    const runs = await fixture.runs(id);
    expect(runs).toHaveLength(100);
    expect(runs[0]?.missed_count).toBe(100);
    expect(await store.count('tasks')).toBe(100);
    expect((await fixture.row(id)).next_execution?.getTime()).toBeGreaterThan(Date.now() - 5_000);
  });
});

describe('a firing while the run before is under way', () => {
  it('runs beside it by allow', async () => {
    const id = await fixture.due(0, { overlap_policy: 'allow' });
    await fixture.firing().fire(10);
    await again(id);
    expect(new Set(await told(id))).toEqual(new Set(['submitted']));
  });

  it('is let go by skip, until that one has ended', async () => {
    const id = await fixture.due(0, { overlap_policy: 'skip' });
    await fixture.firing().fire(10);
    await again(id);
    expect(new Set((await told(id)).slice(1))).toEqual(new Set(['overlap']));
    await fixture.endTasks();
    await again(id);
    expect(await told(id)).toContain('submitted');
    expect(await store.count('tasks')).toBe(2);
  });

  it('takes its place by cancel_previous', async () => {
    const id = await fixture.due(0, { overlap_policy: 'cancel_previous' });
    await fixture.firing().fire(10);
    const { events } = await again(id);
    expect(events.map(({ type }) => type)).toEqual(['cancelled', 'submitted']);
    const tasks = await store.sql<{ status: string }>(`SELECT status FROM tasks ORDER BY submit_no`);
    expect(tasks.map(({ status }) => status)).toEqual(['cancelled', 'pending']);
  });

  it('waits by queue, at most ten, and starts when that one has ended', async () => {
    const id = await fixture.due(0, { overlap_policy: 'queue' });
    const firing = fixture.firing();
    await firing.fire(10);
    for (let n = 0; n < 12; n += 1) await again(id);
    const waiting = (await told(id)).filter((status) => status === 'queued');
    expect(waiting).toHaveLength(10);
    expect(await told(id)).toContain('queue_full');
    expect((await firing.release(10)).results).toEqual([]);
    await fixture.endTasks();
    const others = [firing, fixture.firing(), fixture.firing()];
    const released = await Promise.all(others.map((one) => one.release(10)));
    expect(released.flatMap(({ results }) => results)).toHaveLength(1);
    expect((await told(id)).filter((status) => status === 'queued')).toHaveLength(9);
    expect(await store.count('tasks')).toBe(2);
    await store.sql(`UPDATE scheduled_tasks SET status = 'paused', next_fire_time = NULL, next_execution = NULL`);
    await fixture.endTasks();
    expect((await firing.release(10)).results).toEqual([]);
  });
});

describe('a firing that cannot be submitted', () => {
  it.each([
    ['AGENT_NOT_FOUND', `UPDATE agents SET retired_at = now()`, 'active'],
    ['OWNER_MAY_NOT_SUBMIT', `UPDATE users SET disabled_at = now()`, 'paused'],
    ['OWNER_MAY_NOT_SUBMIT', `UPDATE users SET role = 'viewer'`, 'paused'],
    ['PAYLOAD_UNREADABLE', `UPDATE scheduled_tasks SET tenant = 'other'`, 'active'],
  ])('says %s after %s, and is %s', async (code, change, status) => {
    const id = await fixture.due(0);
    await store.sql(change);
    await fixture.firing().fire(10);
    expect(await told(id)).toEqual([code]);
    expect(await fixture.row(id)).toMatchObject({ status, consecutive_failures: 1, last_execution: null });
    expect(await store.count('tasks')).toBe(0);
  });

  it('says what does not fit, and takes no other along', async () => {
    const wrong = await fixture.due(0, { payload: { wrong: 1 } });
    const right = await fixture.due(0);
    await fixture.firing().fire(10);
    const [run] = await fixture.runs(wrong);
    expect(run).toMatchObject({ error_code: 'PARAMETERS_INVALID', error_message: '/wrong is not a known field' });
    expect(await told(right)).toEqual(['submitted']);
  });

  it('pauses its schedule at the tenth in a row', async () => {
    const id = await fixture.due(0, { agent_id: 'nobody' });
    await store.sql(`UPDATE scheduled_tasks SET consecutive_failures = 9`);
    await fixture.firing().fire(10);
    expect(await fixture.row(id)).toMatchObject({ status: 'paused', pause_reason: 'AGENT_NOT_FOUND', row_version: 2 });
  });

  it('is alone with data the database refuses', async () => {
    const bad = await fixture.due(0, { task_options: { timeout_seconds: 0.2, retry: { max_retries: -1 } } });
    const good = await fixture.due(0);
    const { results } = await fixture.firing().fire(10);
    expect(results).toHaveLength(2);
    expect([await told(bad), await told(good)]).toEqual([['DATA_REJECTED'], ['submitted']]);
  });

  it('pauses a schedule whose rule cannot be read, and no other', async () => {
    const bad = await fixture.due(0, { cron_expression: 'gone' });
    const good = await fixture.due(0);
    await fixture.firing().fire(10);
    expect(await fixture.row(bad)).toMatchObject({ status: 'paused', pause_reason: 'RULE_UNREADABLE' });
    expect(await told(good)).toEqual(['submitted']);
  });
});

describe('what people do', () => {
  const command = { visibility: { kind: 'own', userId: USER_ID }, origin: ORIGIN } as const;
  const stranger = { ...command, visibility: { kind: 'own', userId: '00000000-0000-7000-8000-00000000000f' } } as const;

  it('is hidden from others', async () => {
    const id = await fixture.due(0);
    expect(await fixture.schedules.get(id, stranger.visibility)).toBeNull();
    expect(await fixture.schedules.remove(id, stranger)).toEqual({ kind: 'not_found' });
    const { schedules, total } = await fixture.schedules.list({ ...stranger, limit: 10, offset: 0 });
    expect([schedules, total]).toEqual([[], 0]);
  });

  it('is refused when somebody was faster', async () => {
    const id = await fixture.due(0);
    expect(await fixture.schedules.remove(id, { ...command, ifVersion: 7 })).toEqual({ kind: 'stale', rowVersion: 1 });
    expect(await fixture.schedules.remove(id, { ...command, ifVersion: 1 })).toEqual({ kind: 'removed' });
    expect(await store.count('scheduled_tasks')).toBe(0);
  });

  it('keeps the same id the same schedule', async () => {
    const id = await fixture.due(0);
    await fixture.due(0, { schedule_id: id, name: 'another' });
    expect(await fixture.row(id)).toMatchObject({ name: null });
    const [audit] = await store.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_log WHERE event_type = 'schedule_created' AND object_id = $1`,
      id,
    );
    expect(audit?.count).toBe(1);
  });
});
