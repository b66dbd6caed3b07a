import { SnapshotStore } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { TaskFixture } from '../testing/task-fixture';

const ECHO = { agent_id: 'echo', parameters: { message: 'hello' } };

describe('submitting tasks', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const post = (body: unknown, headers = {}, path = '/tasks') => fixture.ask('ann', 'POST', path, body, headers);

  it('answers 201 with a receipt and where the task is', async () => {
    const { status, json, headers } = await post({ ...ECHO, priority: 'high' });
    expect(status).toBe(201);
    expect(json).toEqual({
      task_id: expect.any(String),
      status: 'pending',
      priority: 'high',
      submitted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
      queue_position: 1,
      estimated_wait_time_seconds: 0,
    });
    expect(headers.location).toBe(`/api/v1/tasks/${json.task_id}`);
  });

  it('keeps everything that was submitted, defaults filled in', async () => {
    const body = {
      ...ECHO,
      parameters: {},
      priority: 'low',
      tags: ['a', 'b', 'a'],
      timeout_seconds: 30,
      retry: { max_retries: 1, strategy: 'fixed' },
      dedupe_key: 'everything',
      metadata: { order: 7 },
      ttl_seconds: 3600,
    };
    const { json } = await post(body);
    const { json: task } = await fixture.ask('ann', 'GET', `/tasks/${json.task_id}?include=parameters`);
    expect(task).toMatchObject({
      agent_id: 'echo',
      team: 'platform',
      priority: 'low',
      parameters: { message: '', fail: null },
      tags: ['a', 'b'],
      timeout_seconds: 30,
      retry: { max_retries: 1, strategy: 'fixed', delay_seconds: 1, factor: 4, max_delay_seconds: 3600, jitter: 0 },
      dedupe_key: 'everything',
      metadata: { order: 7 },
      submitted_by: fixture.people.ann.userId,
      submitted_by_email: 'ann@example.com',
    });
    expect(Date.parse(task.expires_at) - Date.parse(task.submitted_at)).toBe(3_600_000);
  });

  it('schedules what is for later and starts at once what was due before', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    const { json } = await post({ ...ECHO, execute_at: later });
    expect(json).toMatchObject({ status: 'scheduled', queue_position: null });
    expect(json.estimated_wait_time_seconds).toBeGreaterThan(55);
    expect((await post({ ...ECHO, execute_at: '2020-01-01T00:00:00Z' })).json.status).toBe('pending');
  });

  it('accepts a child of a task of the caller', async () => {
    const parent = await fixture.submit('ann');
    const { json } = await post({ ...ECHO, parent_task_id: parent });
    expect((await fixture.ask('ann', 'GET', `/tasks/${json.task_id}`)).json.parent_task_id).toBe(parent);
  });

  it('finds an agent that was added a moment ago', async () => {
    expect((await post({ agent_id: 'nobody', parameters: {} })).json).toMatchObject({
      status: 404,
      code: 'AGENT_NOT_FOUND',
    });
  });

  it.each([
    ['nothing', {}, '/agent_id'],
    ['a bad priority', { ...ECHO, priority: 'asap' }, '/priority'],
    ['parameters that are no object', { ...ECHO, parameters: [] }, '/parameters'],
    ['a field of a part that does not exist', { ...ECHO, webhook_url: 'https://x.test' }, '/webhook_url'],
    ['another such field', { ...ECHO, notify_on_completion: true }, '/notify_on_completion'],
    ['a foreign field', { ...ECHO, submitted_by: 'x' }, '/submitted_by'],
    ['a tenant', { ...ECHO, tenant: 'x' }, '/tenant'],
    ['too many tags', { ...ECHO, tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }, '/tags'],
    ['an empty tag', { ...ECHO, tags: [''] }, '/tags'],
    ['no time', { ...ECHO, execute_at: 'soon' }, '/execute_at'],
    ['a time too far away', { ...ECHO, execute_at: '2999-01-01T00:00:00Z' }, '/execute_at'],
    ['an expiry in the past', { ...ECHO, expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [
      'an expiry before the start',
      {
        ...ECHO,
        execute_at: new Date(Date.now() + 60_000).toISOString(),
        expires_at: new Date(Date.now() + 30_000).toISOString(),
      },
      '/expires_at',
    ],
    ['two expiries', { ...ECHO, expires_at: new Date(Date.now() + 9e4).toISOString(), ttl_seconds: 5 }, '/ttl_seconds'],
    ['more time than the agent allows', { ...ECHO, timeout_seconds: 601 }, '/timeout_seconds'],
    ['no time at all', { ...ECHO, timeout_seconds: 0 }, '/timeout_seconds'],
    ['too many retries', { ...ECHO, retry: { max_retries: 51 } }, '/retry/max_retries'],
    ['an unknown retry field', { ...ECHO, retry: { retries: 1 } }, '/retry/retries'],
    ['metadata that is no object', { ...ECHO, metadata: 'x' }, '/metadata'],
    ['too much metadata', { ...ECHO, metadata: { x: 'y'.repeat(20_000) } }, '/metadata'],
    ['a parent that is no id', { ...ECHO, parent_task_id: 'x' }, '/parent_task_id'],
    ['a parent nobody knows', { ...ECHO, parent_task_id: '0190d3f0-0000-7000-8000-000000000000' }, '/parent_task_id'],
  ])('refuses %s', async (_name, body, path) => {
    const { status, json } = await post(body);
    expect(json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path }] });
    expect(status).toBe(400);
  });

  it('refuses a parent that is somebody else’s like one nobody knows', async () => {
    const parent = await fixture.submit('bob');
    const { json } = await post({ ...ECHO, parent_task_id: parent });
    expect(json).toMatchObject({
      status: 400,
      errors: [{ path: '/parent_task_id', message: 'is not a task of yours' }],
    });
  });

  it('names every parameter that does not fit', async () => {
    const { status, json } = await post({ agent_id: 'reader', parameters: { words: 9, more: 1 } });
    expect(status).toBe(422);
    expect(json.code).toBe('PARAMETERS_INVALID');
    expect(json.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      '/parameters/more',
      '/parameters/topic',
      '/parameters/words',
    ]);
  });

  it('takes a file of the caller and refuses everybody else’s', async () => {
    const headers = { 'content-type': 'text/plain' };
    const { json: file } = await fixture.ask('ann', 'POST', '/artifacts?name=a.txt', 'hello', headers);
    const body = { agent_id: 'reader', parameters: { topic: 'x', workspace: { artifact_id: file.artifact_id } } };
    const accepted = await post(body);
    expect(accepted.status).toBe(201);
    const task = await fixture.ask('ann', 'GET', `/tasks/${accepted.json.task_id}`);
    expect(task.json.input_artifacts).toEqual([file.artifact_id]);
    const refused = await fixture.ask('bob', 'POST', '/tasks', body);
    expect(refused.json).toMatchObject({
      status: 422,
      code: 'PARAMETERS_INVALID',
      errors: [{ path: '/parameters/workspace/artifact_id' }],
    });
  });

  it('lets viewers submit nothing and strangers nothing at all', async () => {
    expect((await fixture.ask('viewer', 'POST', '/tasks', ECHO)).json).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect((await fixture.ask(null, 'POST', '/tasks', ECHO)).status).toBe(401);
  });

  describe('with an Idempotency-Key', () => {
    it('answers the same again, byte for byte', async () => {
      const headers = { 'idempotency-key': 'same' };
      const first = await post(ECHO, headers);
      const second = await post(ECHO, headers);
      expect(second.status).toBe(201);
      expect(second.text).toBe(first.text);
      expect(second.headers.location).toBe(first.headers.location);
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect(second.headers['idempotency-replayed']).toBe('true');
    });

    it('makes one task of twenty requests at once', async () => {
      const headers = { 'idempotency-key': 'crowd' };
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(ECHO, headers)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.filter(({ headers: given }) => given['idempotency-replayed'] === 'true')).toHaveLength(19);
    });

    it('refuses another body, and lets others use the same key', async () => {
      const headers = { 'idempotency-key': 'mine' };
      await post(ECHO, headers);
      const other = await post({ ...ECHO, priority: 'low' }, headers);
      expect(other.json).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
      expect(
        (await fixture.ask('bob', 'POST', '/tasks', ECHO, headers)).headers['idempotency-replayed'],
      ).toBeUndefined();
    });

    it('remembers no refusal of the request itself', async () => {
      const headers = { 'idempotency-key': 'mended' };
      expect((await post({ ...ECHO, priority: 'asap' }, headers)).status).toBe(400);
      expect((await post(ECHO, headers)).status).toBe(201);
    });

    it('refuses a key that is none', async () => {
      expect((await post(ECHO, { 'idempotency-key': 'a b' })).json.errors).toEqual([
        { path: '/Idempotency-Key', message: expect.any(String) },
      ]);
    });
  });

  describe('with a dedupe_key', () => {
    it('answers with the live task', async () => {
      const body = { ...ECHO, dedupe_key: 'one', priority: 'high' };
      const first = await post(body);
      const second = await post({ ...body, priority: 'low' });
      expect(second.status).toBe(200);
      expect(second.json).toMatchObject({ task_id: first.json.task_id, priority: 'high', deduplicated: true });
    });

    it('makes one task of many requests at once', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => post({ ...ECHO, dedupe_key: 'crowd' })));
      expect(new Set(answers.map(({ json }) => json.task_id)).size).toBe(1);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    });

    it('does not tell others which task it is', async () => {
      const body = { ...ECHO, dedupe_key: 'secret' };
      const { json } = await post(body);
      const other = await fixture.ask('bob', 'POST', '/tasks', body, { 'idempotency-key': 'secret' });
      expect(other.json).toMatchObject({ status: 409, code: 'DUPLICATE_TASK' });
      expect(other.text).not.toContain(json.task_id);
      const again = await fixture.ask('bob', 'POST', '/tasks', body, { 'idempotency-key': 'secret' });
      expect(again.json.code).toBe('DUPLICATE_TASK');
    });

    it('is free again when the task is over', async () => {
      const body = { ...ECHO, dedupe_key: 'again' };
      const first = await post(body);
      await fixture.ask('ann', 'DELETE', `/tasks/${first.json.task_id}`);
      expect((await post(body)).status).toBe(201);
    });
  });

  it('says when its place in line is an estimate', async () => {
    const db = fixture.platform.database;
    const group = { ...QUIET, team: 'platform', agent_id: 'echo', priority: 1, pending: 5_000 };
    await new SnapshotStore(db).write({ groups: [group] }, 1, 'a test');
    const receipt = await until(async () => {
      const { json } = await post(ECHO);
      return json.queue_position > 5_000 && json;
    });
    expect(receipt.queue_position_estimated).toBe(true);
    await new SnapshotStore(db).write({ groups: [] }, 1, 'a test');
    await until(async () => {
      const { json } = await post(ECHO);
      return json.queue_position < 1_000 && !('queue_position_estimated' in json);
    });
  });

  describe('in bulk', () => {
    const bulk = (tasks: unknown, query = '', headers = {}) => post({ tasks }, headers, `/tasks/bulk${query}`);

    it('judges each member on its own', async () => {
      const { status, json } = await bulk([ECHO, { ...ECHO, priority: 'asap' }, { agent_id: 'nobody' }, 7, ECHO]);
      expect(status).toBe(200);
      expect(json).toMatchObject({
        accepted: 2,
        rejected: 3,
        results: [
          { index: 0, status: 'accepted', task_id: expect.any(String) },
          { index: 1, status: 'rejected', error: { code: 'VALIDATION_FAILED', errors: [{ path: '/priority' }] } },
          { index: 2, status: 'rejected', error: { code: 'AGENT_NOT_FOUND' } },
          { index: 3, status: 'rejected', error: { code: 'VALIDATION_FAILED' } },
          { index: 4, status: 'accepted', task_id: expect.any(String) },
        ],
      });
    });

    it('keeps nothing of an atomic one with a bad member', async () => {
      const before = (await fixture.ask('ann', 'GET', '/tasks?limit=1')).json.total;
      const { status, json } = await bulk([ECHO, { ...ECHO, priority: 'asap' }], '?atomic=true');
      expect(status).toBe(422);
      expect(json).toMatchObject({ code: 'BULK_REJECTED', errors: [{ path: '/tasks/1/priority' }] });
      expect((await fixture.ask('ann', 'GET', '/tasks?limit=1')).json.total).toBe(before);
    });

    it('keeps nothing of an atomic one with a duplicate the caller may not know', async () => {
      const held = { ...ECHO, dedupe_key: 'held in bulk' };
      const { json: first } = await fixture.ask('bob', 'POST', '/tasks', held);
      const before = (await fixture.ask('ann', 'GET', '/tasks?limit=1')).json.total;
      const { status, json, text } = await bulk([ECHO, held, ECHO], '?atomic=true', { 'idempotency-key': 'atomic' });
      expect([status, json]).toMatchObject([422, { code: 'BULK_REJECTED', errors: [{ path: '/tasks/1' }] }]);
      expect(json.errors).toHaveLength(1);
      expect(text).not.toContain(first.task_id);
      expect((await fixture.ask('ann', 'GET', '/tasks?limit=1')).json.total).toBe(before);
      expect((await bulk([held], '?atomic=true')).status).toBe(422);
      // Nothing was kept under the key either; who may read the holder is told of it.
      await fixture.ask('bob', 'DELETE', `/tasks/${first.task_id}`);
      expect((await bulk([ECHO, held, ECHO], '?atomic=true', { 'idempotency-key': 'atomic' })).json.accepted).toBe(3);
      expect((await bulk([held], '?atomic=true')).json.results).toMatchObject([{ deduplicated: true }]);
    });

    it('finds duplicates inside itself', async () => {
      const twin = { ...ECHO, dedupe_key: 'twin' };
      const { json } = await bulk([twin, twin]);
      expect(json.results[0].task_id).toBe(json.results[1].task_id);
      expect(json.results.filter(({ deduplicated }: { deduplicated?: true }) => deduplicated)).toHaveLength(1);
    });

    it('answers the same again under its key', async () => {
      const headers = { 'idempotency-key': 'bulk' };
      const first = await bulk([ECHO, { agent_id: 'nobody' }], '', headers);
      const second = await bulk([ECHO, { agent_id: 'nobody' }], '', headers);
      expect(second.text).toBe(first.text);
      expect(second.headers['idempotency-replayed']).toBe('true');
    });

    it.each([
      ['none', []],
      ['too many', Array.from({ length: 101 }, () => ECHO)],
      ['no list', ECHO],
      ['nothing', undefined],
    ])('refuses %s', async (_name, tasks) => {
      expect((await bulk(tasks)).json).toMatchObject({ status: 400, errors: [{ path: '/tasks' }] });
    });
  });

  describe('and waiting', () => {
    it('answers with the whole task once it has ended', async () => {
      const answer = post({ ...ECHO, tags: ['heard'] }, {}, '/tasks?wait=20');
      await fixture.worker.complete(await tagged(fixture, 'heard'), { said: 'hello' });
      const { status, json, headers } = await answer;
      expect(status).toBe(201);
      expect(json).toMatchObject({ status: 'completed', result: { said: 'hello' }, attempt_count: 1 });
      expect(headers.location).toBe(`/api/v1/tasks/${json.task_id}`);
    });

    it('finds out by itself when nobody tells it', async () => {
      const answer = post({ ...ECHO, tags: ['unheard'] }, {}, '/tasks?wait=20');
      const taskId = await tagged(fixture, 'unheard');
      const attempt = await fixture.worker.start(taskId);
      fixture.broker.startOutage();
      await attempt.complete();
      fixture.broker.endOutage();
      expect((await answer).json).toMatchObject({ task_id: taskId, status: 'completed' });
    });

    it('answers with the task as it stands when the time is up', async () => {
      const { status, json } = await post(ECHO, {}, '/tasks?wait=1');
      expect(status).toBe(201);
      expect(json).toMatchObject({ status: 'pending', result: null, waiting_for: { kind: expect.any(String) } });
    });

    it('answers at once with a duplicate that ended in the meantime', async () => {
      const headers = { 'idempotency-key': 'waited' };
      const first = await post(ECHO, headers);
      await fixture.ask('ann', 'DELETE', `/tasks/${first.json.task_id}`);
      const again = await post(ECHO, headers, '/tasks?wait=30');
      expect(again.json).toMatchObject({ task_id: first.json.task_id, status: 'cancelled' });
      expect(again.headers['idempotency-replayed']).toBe('true');
    });

    it.each(['0', '31', 'x', '1.5'])('refuses to wait %s seconds', async (wait) => {
      expect((await post(ECHO, {}, `/tasks?wait=${wait}`)).json).toMatchObject({
        status: 400,
        errors: [{ path: '/wait' }],
      });
    });
  });
});

const QUIET = {
  ...{ scheduled: 0, pending: 0, queued: 0, running: 0, retry: 0 },
  ...{ oldest_age_seconds: 0, finished_per_minute: 0, avg_wait_seconds: null },
};

/** The task with the tag, as soon as it is there. */
function tagged(fixture: TaskFixture, tag: string): Promise<string> {
  return until(async () => (await fixture.ask('ann', 'GET', `/tasks?tag=${tag}`)).json.tasks[0]?.task_id as string);
}
