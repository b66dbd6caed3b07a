import { unnamedStatement } from '@cadre/persistence';
import { TaskFixture } from '../testing/task-fixture';

const UNKNOWN = '0190d3f0-0000-7000-8000-000000000000';
const NIGHTLY = { agent_id: 'echo', parameters: { message: 'hello' }, cron_expression: '0 2 * * *' };
const soon = (ms = 3_600_000) => new Date(Date.now() + ms).toISOString();

describe('schedules', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    fixture.ask('ann', method, `/schedules${path}`, body, headers);
  const make = async (changes = {}): Promise<string> => {
    const { status, json } = await ask('POST', '', { ...NIGHTLY, ...changes });
    expect(status).toBe(201);
    return json.schedule_id;
  };

  it('are made, shown and listed', async () => {
    const made = await ask('POST', '/recurring', { ...NIGHTLY, timezone: 'Asia/Seoul', name: 'nightly tests' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...{ schedule_type: 'recurring', agent_id: 'echo', parameters: { message: 'hello' }, name: 'nightly tests' },
      ...{ cron_expression: '0 2 * * *', timezone: 'Asia/Seoul', enabled: true, status: 'active', execute_at: null },
      ...{ misfire_policy: 'run_once', overlap_policy: 'allow', jitter_seconds: 0, last_execution: null },
    });
    expect(made.json.next_execution).toMatch(/T17:00:00\.000Z$/);
    expect(made.headers.location).toBe(`/api/v1/schedules/${made.json.schedule_id}`);
    expect(made.headers.etag).toBe('"1"');
    const { json } = await ask('GET', `/${made.json.schedule_id}`);
    expect(json).toEqual(made.json);
    const list = await ask('GET', '?q=nightly&schedule_type=recurring');
    expect(list.json).toMatchObject({ total: 1, limit: 50, offset: 0, schedules: [{ name: 'nightly tests' }] });
    expect(list.json.schedules[0]).not.toHaveProperty('parameters');
  });

  it('fire once at a time to come', async () => {
    const execute_at = soon();
    const { json } = await ask('POST', '', { agent_id: 'echo', execute_at });
    expect(json).toMatchObject({ schedule_type: 'one_time', execute_at, next_execution: execute_at });
    const upcoming = await ask('GET', `/${json.schedule_id}/upcoming`);
    expect(upcoming.json.upcoming).toEqual([execute_at]);
  });

  it('preview their next instants', async () => {
    const id = await make({ cron_expression: '30 2 * * *', timezone: 'Europe/Berlin' });
    expect((await ask('GET', `/${id}/upcoming`)).json.upcoming).toHaveLength(10);
    const { json } = await ask('GET', `/${id}/upcoming?count=3`);
    expect(json).toMatchObject({ schedule_id: id, timezone: 'Europe/Berlin' });
    expect(json.upcoming).toHaveLength(3);
    expect((await ask('GET', `/${id}/upcoming?count=0`)).json.errors).toMatchObject([{ path: '/count' }]);
  });

  it.each([
    ['no time at all', { agent_id: 'echo' }, '/execute_at'],
    ['no target', { cron_expression: '@daily' }, '/agent_id'],
    ['two targets', { ...NIGHTLY, template: 'launch' }, '/template'],
    ['inputs for an agent', { ...NIGHTLY, inputs: {} }, '/inputs'],
    ['a version for an agent', { ...NIGHTLY, template_version: 1 }, '/template_version'],
    ['two times', { ...NIGHTLY, execute_at: soon() }, '/execute_at'],
    ['a type without its time', { agent_id: 'echo', schedule_type: 'recurring' }, '/cron_expression'],
    ['the time of another type', { ...NIGHTLY, schedule_type: 'one_time' }, '/cron_expression'],
    ['a time that has passed', { agent_id: 'echo', execute_at: '2020-01-01T00:00:00Z' }, '/execute_at'],
    ['no time', { agent_id: 'echo', execute_at: 'soon' }, '/execute_at'],
    ['no expression', { ...NIGHTLY, cron_expression: 'often' }, '/cron_expression'],
    ['a minute that is none', { ...NIGHTLY, cron_expression: '60 * * * *' }, '/cron_expression'],
    ['a day that never comes', { ...NIGHTLY, cron_expression: '0 0 31 4,6,9,11 *' }, '/cron_expression'],
    ['no zone', { ...NIGHTLY, timezone: 'Mars/Olympus' }, '/timezone'],
    ['no policy', { ...NIGHTLY, misfire_policy: 'never' }, '/misfire_policy'],
    ['no such overlap', { ...NIGHTLY, overlap_policy: 'maybe' }, '/overlap_policy'],
    ['too much jitter', { ...NIGHTLY, cron_expression: '* * * * *', jitter_seconds: 60 }, '/jitter_seconds'],
    ['more time than the agent allows', { ...NIGHTLY, timeout_seconds: 601 }, '/timeout_seconds'],
    ['an unknown field', { ...NIGHTLY, interval: 5 }, '/interval'],
    ['somebody else’s name', { ...NIGHTLY, created_by: UNKNOWN }, '/created_by'],
    ['a status', { ...NIGHTLY, status: 'active' }, '/status'],
  ])('refuse %s', async (_, body, path) => {
    const { status, json } = await ask('POST', '', body);
    expect([status, json.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(json.errors).toMatchObject([{ path }]);
  });

  it('refuse what could not be fired', async () => {
    expect((await ask('POST', '', { ...NIGHTLY, agent_id: 'nobody' })).json.code).toBe('AGENT_NOT_FOUND');
    const wrong = await ask('POST', '', { ...NIGHTLY, agent_id: 'reader', parameters: { words: 9 } });
    expect([wrong.status, wrong.json.code]).toEqual([422, 'PARAMETERS_INVALID']);
  });

  it('are changed, and fire by their new time', async () => {
    const id = await make();
    const changed = await ask('PATCH', `/${id}`, { cron_expression: '0 4 * * *', name: 'later', tags: ['a', 'a'] });
    expect(changed.json).toMatchObject({ name: 'later', tags: ['a'], cron_expression: '0 4 * * *' });
    expect(changed.json.next_execution).toMatch(/T04:00:00\.000Z$/);
    expect(changed.headers.etag).toBe('"2"');
    expect((await ask('PATCH', `/${id}`, { execute_at: soon() })).json.errors).toMatchObject([{ path: '/execute_at' }]);
    expect((await ask('PATCH', `/${id}`, { parameters: { message: 7 } })).json.code).toBe('PARAMETERS_INVALID');
    const off = await ask('PATCH', `/${id}`, { enabled: false });
    expect(off.json).toMatchObject({ enabled: false, status: 'paused', next_execution: null });
    expect((await ask('PATCH', `/${id}`, { timezone: 'Asia/Seoul' })).json).toMatchObject({ status: 'paused' });
    expect((await ask('PATCH', `/${id}`, { enabled: true })).json.next_execution).toMatch(/T19:00:00\.000Z$/);
  });

  it('refuse a change of what somebody else has changed', async () => {
    const id = await make();
    const stale = { 'if-match': '"7"' };
    expect((await ask('PATCH', `/${id}`, { name: 'x' }, stale)).status).toBe(412);
    expect((await ask('POST', `/${id}/pause`, undefined, stale)).status).toBe(412);
    expect((await ask('DELETE', `/${id}`, undefined, stale)).status).toBe(412);
    expect((await ask('PATCH', `/${id}`, { name: 'x' }, { 'if-match': '"1"' })).status).toBe(200);
  });

  it('pause and resume', async () => {
    const id = await make();
    const paused = await ask('POST', `/${id}/pause`);
    expect(paused.json).toMatchObject({ status: 'paused', enabled: false, next_execution: null });
    expect((await ask('POST', `/${id}/pause`)).headers.etag).toBe(paused.headers.etag);
    const resumed = await ask('POST', `/${id}/resume`);
    expect(resumed.json).toMatchObject({ status: 'active', enabled: true });
    expect(resumed.json.next_execution).toMatch(/T02:00:00\.000Z$/);
  });

  it('are not resumed for a time that has passed', async () => {
    const { json } = await ask('POST', '', { agent_id: 'echo', execute_at: soon(), enabled: false });
    const passed = unnamedStatement(`UPDATE scheduled_tasks SET execute_at = now() WHERE schedule_id = $1`);
    await fixture.platform.database.execute(passed, [json.schedule_id]);
    const { status, json: problem } = await ask('POST', `/${json.schedule_id}/resume`);
    expect([status, problem.code]).toEqual([409, 'SCHEDULE_FINISHED']);
    const again = await ask('PATCH', `/${json.schedule_id}`, { execute_at: soon(), enabled: true });
    expect(again.json).toMatchObject({ status: 'active' });
  });

  it('fire at once when they are told to, once per key', async () => {
    const id = await make({ priority: 'high', tags: ['nightly'] });
    const headers = { 'idempotency-key': 'now' };
    const fired = await ask('POST', `/${id}/trigger`, undefined, headers);
    expect(fired.status).toBe(201);
    expect(fired.json).toMatchObject({ schedule_id: id, status: 'submitted' });
    const again = await ask('POST', `/${id}/trigger`, undefined, headers);
    expect(again.text).toBe(fired.text);
    const task = await fixture.ask('ann', 'GET', `/tasks/${fired.json.task_id}`);
    expect(task.json).toMatchObject({ agent_id: 'echo', priority: 'high', tags: ['nightly'] });
    const runs = await ask('GET', `/${id}/runs`);
    expect(runs.json).toMatchObject({
      total: 1,
      runs: [{ trigger: 'manual', status: 'submitted', task_id: fired.json.task_id, task_status: 'pending' }],
    });
  });

  it('answer a repeated request once', async () => {
    const headers = { 'idempotency-key': 'same' };
    const first = await ask('POST', '', NIGHTLY, headers);
    const second = await ask('POST', '', NIGHTLY, headers);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await ask('POST', '', { ...NIGHTLY, name: 'x' }, headers)).status).toBe(422);
  });

  it('are deleted', async () => {
    const id = await make();
    expect((await ask('DELETE', `/${id}`)).status).toBe(204);
    expect((await ask('GET', `/${id}`)).json.code).toBe('SCHEDULE_NOT_FOUND');
  });

  it('are nobody else’s', async () => {
    const id = await make();
    const others = (method: string, path: string, body?: unknown) =>
      fixture.ask('bob', method, `/schedules/${id}${path}`, body);
    const answers = await Promise.all([
      ...[others('GET', ''), others('PATCH', '', { name: 'x' }), others('DELETE', ''), others('GET', '/runs')],
      ...[others('GET', '/upcoming'), others('POST', '/pause'), others('POST', '/resume'), others('POST', '/trigger')],
    ]);
    expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(404));
    expect((await fixture.ask('admin', 'GET', `/schedules/${id}`)).status).toBe(200);
    expect((await fixture.ask('viewer', 'GET', `/schedules/${id}`)).status).toBe(200);
    expect((await fixture.ask('stranger', 'GET', `/schedules/${id}`)).status).toBe(404);
    expect((await fixture.ask('viewer', 'POST', '/schedules', NIGHTLY)).status).toBe(403);
    expect((await fixture.ask('bob', 'GET', '/schedules')).json.total).toBe(0);
    expect((await ask('GET', '/nonsense')).json.errors).toMatchObject([{ path: '/id' }]);
  });

  it('leave a trace of who did what', async () => {
    const id = await make();
    await ask('PATCH', `/${id}`, { name: 'x' });
    await ask('DELETE', `/${id}`);
    const { json } = await fixture.ask('admin', 'GET', `/audit?object_type=schedule&object_id=${id}`);
    expect(json.audit.map(({ event_type }: { event_type: string }) => event_type)).toEqual([
      ...['schedule_deleted', 'schedule_changed', 'schedule_created'],
    ]);
  });
});
