import { AgentStore, ExpireStore, unnamedStatement } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { loadAgentDefinitions } from '@cadre/agents';
import { AGENT_DIR, TaskFixture } from '../testing/task-fixture';

const UNKNOWN = '0190d3f0-0000-7000-8000-000000000000';

describe('tasks that stand', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    fixture.ask('ann', method, path, body, headers);
  const show = async (id: string) => (await ask('GET', `/tasks/${id}`)).json;

  describe('shown', () => {
    it('say where they stand in line and why they wait', async () => {
      const first = await fixture.submit('bob', { priority: 'critical' });
      const id = await fixture.submit('ann', { priority: 'low' });
      const task = await show(id);
      expect(task).toMatchObject({
        task_id: id,
        status: 'pending',
        priority: 'low',
        attempt_count: 0,
        retry_count: 0,
        result: null,
        error: null,
        started_at: null,
        completed_at: null,
        duration_seconds: null,
        waiting_for: { kind: 'no_worker', team: 'platform' },
        estimated_start_at: null,
        artifacts: [],
        usage: { tokens: { input: 0, output: 0 }, cost: { micro_usd: 0 } },
        links: { self: `/api/v1/tasks/${id}`, events: `/api/v1/tasks/${id}/events` },
      });
      expect(task.queue_position).toBeGreaterThan(1);
      for (const done of [first, id]) await fixture.ask('admin', 'DELETE', `/tasks/${done}`);
    });

    it('cost one statement when they are over, and one more while they wait', async () => {
      const id = await fixture.submit();
      await show(id);
      const statements = jest.spyOn(fixture.platform.database, 'query');
      await show(id);
      expect(statements).toHaveBeenCalledTimes(2);
      await ask('DELETE', `/tasks/${id}`);
      statements.mockClear();
      await show(id);
      expect(statements).toHaveBeenCalledTimes(1);
    });

    it('say until when they are not due', async () => {
      const later = new Date(Date.now() + 60_000).toISOString();
      const task = await show(await fixture.submit('ann', { execute_at: later }));
      expect(task).toMatchObject({
        status: 'scheduled',
        execute_at: later,
        queue_position: null,
        waiting_for: { kind: 'not_due', until: later },
        estimated_start_at: later,
      });
    });

    it('say who paused their agent', async () => {
      const agents = new AgentStore(fixture.platform.database);
      await agents.pause('echo', { origin: { ...NOBODY, email: 'ops@example.com' } });
      const task = await show(await fixture.submit());
      expect(task.waiting_for).toEqual({ kind: 'paused', by: 'ops@example.com' });
      await agents.resume('echo', { origin: NOBODY });
      await ask('DELETE', `/tasks/${task.task_id}`);
    });

    it('run, and say who does it', async () => {
      const id = await fixture.submit();
      const attempt = await fixture.worker.start(id);
      expect(await show(id)).toMatchObject({
        status: 'running',
        attempt_count: 1,
        worker_id: 'hand',
        started_at: expect.any(String),
        duration_seconds: expect.any(Number),
        waiting_for: null,
      });
      await attempt.complete({ answer: 42 });
      expect(await show(id)).toMatchObject({
        status: 'completed',
        result: { answer: 42 },
        error: null,
        completed_at: expect.stringMatching(/\.\d{3}Z$/),
      });
    });

    it('wait for their next attempt after a failure that may pass', async () => {
      const id = await fixture.submit('ann', { retry: { delay_seconds: 60, max_retries: 2 } });
      await fixture.worker.fail(id, 'transient', 'not now');
      const task = await show(id);
      expect(task).toMatchObject({
        status: 'retry',
        retry_count: 0,
        attempt_count: 1,
        error: { code: 'ECHO_FAILURE', class: 'transient', message: 'not now' },
        waiting_for: { kind: 'retry_delay', until: task.next_attempt_at },
      });
      expect(task.error).not.toHaveProperty('stack_trace');
      await ask('DELETE', `/tasks/${id}`);
    });

    it('tell their stack trace and dead letter to admins only', async () => {
      const id = await fixture.submit();
      await fixture.worker.fail(id);
      expect(await show(id)).not.toHaveProperty('dlq_id');
      const { json } = await fixture.ask('admin', 'GET', `/tasks/${id}`);
      expect(json).toMatchObject({
        status: 'failed',
        dlq_id: expect.any(String),
        error: { class: 'permanent', stack_trace: expect.stringContaining('at echo') },
      });
    });

    it('are as unknown as none to those who may not see them', async () => {
      const id = await fixture.submit('bob');
      const [foreign, unknown] = [await ask('GET', `/tasks/${id}`), await ask('GET', `/tasks/${UNKNOWN}`)];
      expect(foreign.json).toMatchObject({ status: 404, code: 'TASK_NOT_FOUND' });
      expect(foreign.json.detail).toBe(unknown.json.detail);
      expect((await fixture.ask('viewer', 'GET', `/tasks/${id}`)).status).toBe(200);
      expect((await fixture.ask('stranger', 'GET', `/tasks/${id}`)).status).toBe(404);
      expect((await ask('GET', '/tasks/7')).json).toMatchObject({ status: 400, errors: [{ path: '/id' }] });
      expect((await ask('GET', `/tasks/${id}?include=secrets`)).json).toMatchObject({ status: 400 });
    });
  });

  describe('listed', () => {
    const list = async (query: string, person: 'ann' | 'bob' | 'admin' | 'viewer' | 'stranger' = 'ann') =>
      (await fixture.ask(person, 'GET', `/tasks?${query}`)).json;
    const ids = ({ tasks }: { tasks: { task_id: string }[] }) => tasks.map(({ task_id }) => task_id);

    it('are the caller’s own, the tenant’s for viewers, all for admins', async () => {
      const mine = await fixture.submit('ann', { tags: ['listed'] });
      const theirs = await fixture.submit('bob', { tags: ['listed'] });
      expect(ids(await list('tag=listed'))).toEqual([mine]);
      for (const person of ['viewer', 'admin'] as const) {
        expect(ids(await list('tag=listed', person))).toEqual([theirs, mine]);
      }
      expect(await list('tag=listed', 'stranger')).toMatchObject({ tasks: [], total: 0 });
    });

    it('are narrowed by every filter', async () => {
      const more = { tags: ['narrow'], priority: 'critical', metadata: { note: 'needle%' } };
      const id = await fixture.submit('ann', more);
      await ask('DELETE', `/tasks/${id}`);
      const other = await fixture.submit('ann', { tags: ['narrow'] });
      const { submitted_at } = await show(other);
      const found: [string, string[]][] = [
        ['status=cancelled', [id]],
        ['status=cancelled&status=pending', [other, id]],
        ['priority=critical', [id]],
        ['agent_id=echo', [other, id]],
        ['agent_id=reader', []],
        ['team=platform', [other, id]],
        ['team=PLATFORM_TEAM', [other, id]],
        ['team=TEST_AGENT', []],
        [`submitted_by=${fixture.people.ann.userId}`, [other, id]],
        [`submitted_by=${fixture.people.bob.userId}`, []],
        [`since=${submitted_at}`, [other]],
        [`until=${submitted_at}`, [id]],
        ['q=needle%25', [id]],
        ['q=needle_', []],
        [`q=${other}`, [other]],
        ['sort=priority', [id, other]],
        ['sort=-priority', [other, id]],
        ['sort=submitted_at', [id, other]],
      ];
      for (const [query, expected] of found) {
        expect([query, ids(await list(`tag=narrow&${query}`))]).toEqual([query, expected]);
      }
    });

    it('are read page by page, by number or by place', async () => {
      const all: string[] = [];
      for (let n = 0; n < 5; n++) all.unshift(await fixture.submit('ann', { tags: ['paged'] }));
      const first = await ask('GET', '/tasks?tag=paged&limit=2');
      expect(first.json).toMatchObject({ total: 5, limit: 2, offset: 0, next_cursor: expect.any(String) });
      expect(first.headers.link).toBe('</api/v1/tasks?tag=paged&limit=2&offset=2>; rel="next"');
      expect(ids(await list('tag=paged&limit=2&offset=4'))).toEqual(all.slice(4));
      const read = ids(first.json);
      await fixture.submit('ann', { tags: ['paged'] });
      for (let cursor = first.json.next_cursor; cursor;) {
        const page = await list(`tag=paged&limit=2&cursor=${cursor}`);
        read.push(...ids(page));
        cursor = page.next_cursor;
      }
      expect(read).toEqual(all);
      const forged = await ask('GET', `/tasks?limit=2&cursor=${first.json.next_cursor}`);
      expect(forged.json).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
    });

    it.each([
      ['limit=0', '/limit'],
      ['limit=-1', '/limit'],
      ['offset=-1', '/offset'],
      ['offset=1&cursor=x', '/offset'],
      ['status=done', '/status'],
      ['priority=asap', '/priority'],
      ['submitted_by=ann', '/submitted_by'],
      ['since=today', '/since'],
      ['until=', '/until'],
      ['sort=tenant', '/sort'],
      ['sort=priority;drop%20table%20tasks', '/sort'],
      ['workflow_id=1', '/workflow_id'],
      [`q=${'x'.repeat(201)}`, '/q'],
      ['agent_id=a&agent_id=b', '/agent_id'],
    ])('refuse %s', async (query, path) => {
      expect((await ask('GET', `/tasks?${query}`)).json).toMatchObject({ status: 400, errors: [{ path }] });
    });

    it.each(["q=';--", 'q=%5C', 'q=%25', 'tag=%27', 'agent_id=%22%5C', 'cursor=x', 'cursor=x.y'])(
      'take %s for what it is',
      async (query) => {
        expect([200, 400]).toContain((await ask('GET', `/tasks?${query}`)).status);
      },
    );
  });

  describe('cancelled', () => {
    it('are over at once if they had not started', async () => {
      const later = { execute_at: new Date(Date.now() + 60_000).toISOString() };
      for (const more of [{}, later]) {
        const id = await fixture.submit('ann', more);
        const { status, json } = await ask('DELETE', `/tasks/${id}`);
        expect(status).toBe(200);
        expect(json).toEqual({ task_id: id, status: 'cancelled', cancelled_at: expect.stringMatching(/Z$/) });
        expect((await show(id)).status).toBe('cancelled');
      }
    });

    it('are asked to stop if they run', async () => {
      const id = await fixture.submit();
      const attempt = await fixture.worker.start(id);
      const first = await ask('DELETE', `/tasks/${id}`);
      expect(first.status).toBe(200);
      expect(first.json).toMatchObject({ task_id: id, status: 'cancelling', cancelled_at: null });
      const again = await ask('DELETE', `/tasks/${id}`);
      expect(again.json.cancel_requested_at).toBe(first.json.cancel_requested_at);
      expect(await show(id)).toMatchObject({
        status: 'running',
        cancel_requested_at: first.json.cancel_requested_at,
      });
      await attempt.cancelled();
      const error = CANCELLED;
      expect(await show(id)).toMatchObject({ status: 'cancelled', error });
      expect((await ask('GET', '/tasks?status=cancelled&limit=1')).json.tasks).toMatchObject([{ task_id: id, error }]);
    });

    it('bear that as their error, whatever failed before', async () => {
      const id = await fixture.submit('ann', { retry: { delay_seconds: 60 } });
      await fixture.worker.fail(id, 'transient', 'not now');
      await ask('DELETE', `/tasks/${id}`);
      const { json } = await fixture.ask('admin', 'GET', `/tasks/${id}`);
      expect(json.error).toEqual({ ...CANCELLED, stack_trace: null });
    });

    it('say so when they expired before they started', async () => {
      const id = await fixture.submit('ann', { retry: { delay_seconds: 60 }, ttl_seconds: 600 });
      await fixture.worker.fail(id, 'transient', 'not now');
      const lapse = unnamedStatement(`UPDATE tasks SET expires_at = now() WHERE task_id = $1`);
      await fixture.platform.database.execute(lapse, [id]);
      await new ExpireStore(fixture.platform.database).expire(100);
      expect(await show(id)).toMatchObject({
        status: 'cancelled',
        error: { code: 'EXPIRED', class: null, message: 'The task was not started before it expired.' },
      });
    });

    it('are refused once they are over', async () => {
      const id = await fixture.submit();
      await fixture.worker.complete(id);
      expect((await ask('DELETE', `/tasks/${id}`)).json).toMatchObject({ status: 409, code: 'TASK_ALREADY_FINISHED' });
    });

    it('end once, whoever is faster', async () => {
      for (let round = 0; round < 10; round++) {
        const id = await fixture.submit();
        const attempt = await fixture.worker.start(id);
        await Promise.all([attempt.complete(), ask('DELETE', `/tasks/${id}`)]);
        await until(async () => ['completed', 'cancelled'].includes((await show(id)).status));
        const { json } = await ask('GET', `/tasks/${id}/events`);
        const ends = json.events.filter(({ to }: { to: string }) => to === 'completed' || to === 'cancelled');
        expect(ends).toHaveLength(1);
      }
    });

    it('are not there for others, and not for viewers to cancel', async () => {
      const id = await fixture.submit('bob');
      expect((await ask('DELETE', `/tasks/${id}`)).json.code).toBe('TASK_NOT_FOUND');
      expect((await fixture.ask('viewer', 'DELETE', `/tasks/${id}`)).json.code).toBe('FORBIDDEN');
      expect((await fixture.ask('admin', 'DELETE', `/tasks/${id}`)).status).toBe(200);
      expect((await ask('DELETE', '/tasks/x')).status).toBe(400);
      expect((await ask('DELETE', `/tasks/${id}`, { force: true })).json).toMatchObject({
        status: 400,
        errors: [{ path: '/force' }],
      });
    });
  });

  describe('changed', () => {
    it('take a new priority, time, expiry and tags', async () => {
      const id = await fixture.submit();
      const later = new Date(Date.now() + 60_000).toISOString();
      const latest = new Date(Date.now() + 90_000).toISOString();
      const change = { priority: 'critical', execute_at: later, expires_at: latest, tags: ['new'] };
      const { status, json } = await ask('PATCH', `/tasks/${id}`, change);
      expect(status).toBe(200);
      expect(json).toMatchObject({ task_id: id, ...change, status: 'scheduled' });
      const cleared = await ask('PATCH', `/tasks/${id}`, { execute_at: null, expires_at: null, tags: null });
      expect(cleared.json).toMatchObject({ status: 'pending', execute_at: null, expires_at: null, tags: [] });
    });

    it('take a merge patch by its own content type', async () => {
      const id = await fixture.submit();
      const headers = { 'content-type': 'application/merge-patch+json' };
      const { json } = await ask('PATCH', `/tasks/${id}`, JSON.stringify({ priority: 'high' }), headers);
      expect(json.priority).toBe('high');
    });

    it('are refused once they have started', async () => {
      const id = await fixture.submit();
      const attempt = await fixture.worker.start(id);
      const refusal = { status: 409, code: 'TASK_NOT_CHANGEABLE' };
      expect((await ask('PATCH', `/tasks/${id}`, { priority: 'low' })).json).toMatchObject(refusal);
      await attempt.complete();
      expect((await ask('PATCH', `/tasks/${id}`, { priority: 'low' })).json).toMatchObject(refusal);
    });

    it.each([
      ['nothing', {}, ''],
      ['no body', undefined, ''],
      ['null priority', { priority: null }, '/priority'],
      ['bad priority', { priority: 5 }, '/priority'],
      ['status', { status: 'completed' }, '/status'],
      ['parameters', { parameters: {} }, '/parameters'],
      ['a past expiry', { expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
      ['a bad time', { execute_at: 7 }, '/execute_at'],
      ['bad tags', { tags: 'x' }, '/tags'],
    ])('refuse %s', async (_name, body, path) => {
      const id = await fixture.submit();
      expect((await ask('PATCH', `/tasks/${id}`, body)).json).toMatchObject({ status: 400, errors: [{ path }] });
    });

    it('are not there for others', async () => {
      const id = await fixture.submit('bob');
      expect((await ask('PATCH', `/tasks/${id}`, { priority: 'low' })).json.code).toBe('TASK_NOT_FOUND');
      expect((await fixture.ask('viewer', 'PATCH', `/tasks/${id}`, { priority: 'low' })).status).toBe(403);
    });
  });

  describe('retried', () => {
    const retry = (id: string, body?: unknown, headers = {}) => ask('POST', `/tasks/${id}/retry`, body, headers);

    it('become a new task that names the old one', async () => {
      const id = await fixture.submit('ann', { priority: 'high', tags: ['kept'] });
      await ask('DELETE', `/tasks/${id}`);
      const { status, json, headers } = await retry(id);
      expect(status).toBe(201);
      expect(json).toMatchObject({ status: 'pending', priority: 'high', retried_from: id });
      expect(json.task_id).not.toBe(id);
      expect(headers.location).toBe(`/api/v1/tasks/${json.task_id}`);
      expect(await show(json.task_id)).toMatchObject({ retried_from: id, tags: ['kept'] });
      expect(await show(id)).toMatchObject({ status: 'cancelled', retried_by: [json.task_id] });
    });

    it('are refused while they may still succeed, and when they did, unless forced', async () => {
      const id = await fixture.submit();
      expect((await retry(id)).json).toMatchObject({ status: 409, code: 'TASK_NOT_FINISHED' });
      await fixture.worker.complete(id);
      expect((await retry(id)).json).toMatchObject({ status: 409, code: 'TASK_COMPLETED' });
      expect((await retry(id, { force: true })).status).toBe(201);
    });

    it('happen once per Idempotency-Key', async () => {
      const id = await fixture.submit();
      await ask('DELETE', `/tasks/${id}`);
      const headers = { 'idempotency-key': 'retry' };
      const answers = await Promise.all(Array.from({ length: 10 }, () => retry(id, {}, headers)));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect((await retry(id, { force: true }, headers)).json.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it('are judged by what their agent takes now', async () => {
      const id = await fixture.submit();
      await ask('DELETE', `/tasks/${id}`);
      const headers = { 'idempotency-key': 'before' };
      const first = await retry(id, {}, headers);
      const agents = new AgentStore(fixture.platform.database);
      const [echo] = loadAgentDefinitions(AGENT_DIR).definitions.filter(({ agent_id }) => agent_id === 'echo');
      const parameters = {
        type: 'object' as const,
        properties: { message: { type: 'string' }, depth: { type: 'integer', default: 3 }, who: { type: 'string' } },
        required: ['who'],
      };
      const others = loadAgentDefinitions(AGENT_DIR).definitions.filter(({ agent_id }) => agent_id !== 'echo');
      const define = (definition: object) =>
        agents.sync([...others, ...(echo ? [{ ...echo, ...definition, version: JSON.stringify(definition) }] : [])]);

      await define({ parameters });
      const refused = await until(async () => {
        const answer = await retry(id);
        return answer.status === 422 && answer;
      });
      expect(refused.json).toMatchObject({ code: 'PARAMETERS_INVALID', errors: [{ path: '/parameters/who' }] });
      expect((await retry(id, {}, headers)).text).toBe(first.text);

      await define({ parameters: { ...parameters, required: [] } });
      const again = await until(async () => {
        const answer = await retry(id);
        return answer.status === 201 && answer;
      });
      const { json } = await ask('GET', `/tasks/${again.json.task_id}?include=parameters`);
      expect(json.parameters).toMatchObject({ message: 'hello', depth: 3 });
      expect(json.agent_version).not.toBeNull();

      await agents.sync(others);
      const gone = await until(async () => {
        const answer = await retry(id);
        return answer.status === 404 && answer;
      });
      expect(gone.json.code).toBe('AGENT_NOT_FOUND');
      await define({});
      await until(async () => (await retry(id)).status === 201);
    });

    it('refuse what they are not asked with', async () => {
      const id = await fixture.submit('bob');
      expect((await retry(id)).json.code).toBe('TASK_NOT_FOUND');
      expect((await retry(id, { force: 'yes' })).json).toMatchObject({ status: 400, errors: [{ path: '/force' }] });
      expect((await retry(id, { priority: 'low' })).json).toMatchObject({
        status: 400,
        errors: [{ path: '/priority' }],
      });
      expect((await fixture.ask('viewer', 'POST', `/tasks/${id}/retry`)).status).toBe(403);
    });
  });
});

const CANCELLED = { code: 'CANCELLED', class: null, message: 'The task was cancelled.' };
const NOBODY = { userId: null, tenant: null, email: null, ipAddress: null, userAgent: null, correlationId: null };
