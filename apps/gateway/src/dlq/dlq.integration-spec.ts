import { TaskFixture } from '../testing/task-fixture';

const UNKNOWN = '0190d3f0-0000-7000-8000-000000000000';

describe('dead letters', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    fixture.ask('admin', method, `/dlq${path}`, body, headers);

  /** A dead letter of a task of Ann's; answers both ids. */
  async function dead(message = 'it broke', more: object = {}): Promise<{ taskId: string; dlqId: string }> {
    const taskId = await fixture.submit('ann', more);
    await fixture.worker.fail(taskId, 'permanent', message);
    return { taskId, dlqId: (await fixture.ask('admin', 'GET', `/tasks/${taskId}`)).json.dlq_id };
  }

  it('are listed, newest first, and narrowed by every filter', async () => {
    const one = await dead('first of all');
    const two = await dead('second of all');
    const { json } = await ask('GET', '/tasks?agent_id=echo&limit=2');
    expect(json.tasks.map(({ dlq_id }: { dlq_id: string }) => dlq_id)).toEqual([two.dlqId, one.dlqId]);
    expect(json).toMatchObject({ total: 2, limit: 2, offset: 0 });
    expect(json.tasks[0]).toMatchObject({
      task_id: two.taskId,
      agent_id: 'echo',
      error_message: 'second of all',
      error_code: 'ECHO_FAILURE',
      error_class: 'permanent',
      retry_count: 0,
      resubmitted: false,
      resubmitted_at: null,
      submitted_at: expect.any(String),
      failed_at: expect.any(String),
    });
    const counts: [string, number][] = [
      ['error_class=permanent', 2],
      ['error_class=transient', 0],
      ['error_code=ECHO_FAILURE', 2],
      ['team=PLATFORM_TEAM', 2],
      ['agent_id=reader', 0],
      ['resubmitted=false', 2],
      ['resubmitted=true', 0],
      ['state=discarded', 0],
      [`since=${json.tasks[0].failed_at}`, 1],
      [`until=${json.tasks[0].failed_at}`, 1],
      [`fingerprint=${json.tasks[0].fingerprint}`, 1],
    ];
    for (const [query, total] of counts) {
      expect([query, (await ask('GET', `/tasks?${query}`)).json.total]).toEqual([query, total]);
    }
  });

  it('are shown whole, by either id', async () => {
    const { taskId, dlqId } = await dead('whole', { parameters: { message: 'kept' }, priority: 'high' });
    const { json } = await ask('GET', `/tasks/${dlqId}`);
    expect(json).toMatchObject({
      dlq_id: dlqId,
      priority: 'high',
      parameters: { message: 'kept', fail: null },
      stack_trace: expect.stringContaining('at echo'),
      attempts: [{ attempt: 1, outcome: 'failed', error_message: 'whole' }],
    });
    expect((await ask('GET', `/tasks/${taskId}`)).json).toEqual(json);
    expect((await ask('GET', `/tasks/${UNKNOWN}`)).json).toMatchObject({ status: 404, code: 'DEAD_LETTER_NOT_FOUND' });
  });

  it('come together when they have the same cause', async () => {
    await dead('cannot reach host 17');
    await dead('cannot reach host 23');
    const { json } = await ask('GET', '/groups');
    expect(json.groups).toContainEqual(
      expect.objectContaining({ agent_id: 'echo', count: 2, sample_message: 'cannot reach host 23' }),
    );
  });

  describe('resubmitted', () => {
    it('become a new task, once', async () => {
      const { taskId, dlqId } = await dead();
      const { status, json } = await ask('POST', `/tasks/${dlqId}/resubmit`);
      expect(status).toBe(200);
      expect(json).toEqual({ new_task_id: expect.any(String), status: 'pending', resubmitted_at: expect.any(String) });
      const task = (await fixture.ask('ann', 'GET', `/tasks/${json.new_task_id}`)).json;
      expect(task).toMatchObject({ retried_from: taskId, submitted_by: fixture.people.ann.userId });
      const again = await ask('POST', `/tasks/${dlqId}/resubmit`);
      expect(again.json).toMatchObject({ status: 409, code: 'DEAD_LETTER_RESOLVED' });
      expect((await ask('GET', `/tasks/${dlqId}`)).json).toMatchObject({
        resubmitted: true,
        new_task_id: json.new_task_id,
      });
    });

    it('make one task, however many ask', async () => {
      const { taskId } = await dead();
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', `/tasks/${taskId}/resubmit`)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
    });

    it('take another priority, a delay and new parameters, merged shallowly', async () => {
      const { dlqId } = await dead('x', { parameters: { message: 'old', fail: { class: 'permanent' } } });
      const body = { priority: 'critical', delay_seconds: 60, override_parameters: { fail: null } };
      const { json } = await ask('POST', `/tasks/${dlqId}/resubmit`, body);
      expect(json.status).toBe('scheduled');
      const path = `/tasks/${json.new_task_id}?include=parameters`;
      expect((await fixture.ask('ann', 'GET', path)).json).toMatchObject({
        priority: 'critical',
        status: 'scheduled',
        parameters: { message: 'old', fail: null },
      });
    });

    it('are judged by the agent’s present schema', async () => {
      const { dlqId } = await dead();
      const { json } = await ask('POST', `/tasks/${dlqId}/resubmit`, { override_parameters: { message: 7, more: 1 } });
      expect(json).toMatchObject({ status: 422, code: 'PARAMETERS_INVALID' });
      expect(json.errors).toHaveLength(2);
      expect((await ask('GET', `/tasks/${dlqId}`)).json.state).toBe('open');
    });

    it('answer the same again under their key', async () => {
      const { dlqId } = await dead();
      const headers = { 'idempotency-key': 'resubmit' };
      const first = await ask('POST', `/tasks/${dlqId}/resubmit`, {}, headers);
      const second = await ask('POST', `/tasks/${dlqId}/resubmit`, {}, headers);
      expect(second.text).toBe(first.text);
      expect(second.headers['idempotency-replayed']).toBe('true');
    });

    it('come back by filter, slowly, after a rehearsal', async () => {
      for (let n = 0; n < 3; n++) await dead('many of them');
      const { fingerprint } = (await ask('GET', '/tasks?limit=1')).json.tasks[0];
      const body = { filter: { fingerprint }, rate_per_minute: 60, limit: 2 };
      const rehearsal = await ask('POST', '/resubmit', { ...body, dry_run: true });
      expect(rehearsal.json).toMatchObject({ dry_run: true, matched: 3, resubmitted: 2, rejected: 0, remaining: 3 });
      const { status, json } = await ask('POST', '/resubmit', body);
      expect(status).toBe(200);
      expect(json).toMatchObject({ dry_run: false, matched: 3, resubmitted: 2, rejected: 0, remaining: 1 });
      const states = await Promise.all(
        json.results.map(({ new_task_id }: { new_task_id: string }) =>
          fixture.ask('admin', 'GET', `/tasks/${new_task_id}`).then((answer) => answer.json.status),
        ),
      );
      expect(states).toEqual(['pending', 'scheduled']);
      expect((await ask('POST', '/resubmit', body)).json).toMatchObject({ matched: 1, resubmitted: 1, remaining: 0 });
    });
  });

  it('are discarded, once', async () => {
    const { dlqId } = await dead();
    expect((await ask('DELETE', `/tasks/${dlqId}`)).json).toEqual({ dlq_id: dlqId, state: 'discarded' });
    expect((await ask('DELETE', `/tasks/${dlqId}`)).json).toMatchObject({ status: 409, code: 'DEAD_LETTER_RESOLVED' });
    expect((await ask('POST', `/tasks/${dlqId}/resubmit`)).status).toBe(409);
    expect((await ask('DELETE', `/tasks/${UNKNOWN}`)).status).toBe(404);
  });

  it('leave a trace of who settled them', async () => {
    const { dlqId } = await dead();
    await ask('POST', `/tasks/${dlqId}/resubmit`);
    const { json } = await fixture.ask('admin', 'GET', `/audit?object_type=dead_letter&object_id=${dlqId}`);
    expect(json.audit).toEqual([
      expect.objectContaining({ event_type: 'dead_letter_resubmitted', user_id: fixture.people.admin.userId }),
    ]);
  });

  it.each([
    ['GET', '/tasks'],
    ['GET', `/tasks/${UNKNOWN}`],
    ['GET', '/groups'],
    ['POST', `/tasks/${UNKNOWN}/resubmit`],
    ['POST', '/resubmit'],
    ['DELETE', `/tasks/${UNKNOWN}`],
  ])('are for admins: %s %s', async (method, path) => {
    for (const person of ['ann', 'viewer'] as const) {
      expect((await fixture.ask(person, method, `/dlq${path}`)).json).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect((await fixture.ask(null, method, `/dlq${path}`)).status).toBe(401);
  });

  it.each([
    ['GET', '/tasks?error_class=bad', undefined, '/error_class'],
    ['GET', '/tasks?resubmitted=maybe', undefined, '/resubmitted'],
    ['GET', '/tasks?since=x', undefined, '/since'],
    ['GET', '/tasks?cursor=x', undefined, '/cursor'],
    ['GET', '/tasks/x', undefined, '/id'],
    ['GET', '/groups?limit=0', undefined, '/limit'],
    ['GET', '/groups?x=1', undefined, '/x'],
    ['POST', `/tasks/${UNKNOWN}/resubmit`, { priority: 'asap' }, '/priority'],
    ['POST', `/tasks/${UNKNOWN}/resubmit`, { override_parameters: [] }, '/override_parameters'],
    ['POST', `/tasks/${UNKNOWN}/resubmit`, { delay_seconds: -1 }, '/delay_seconds'],
    ['POST', `/tasks/${UNKNOWN}/resubmit`, { new_task_id: UNKNOWN }, '/new_task_id'],
    ['POST', '/resubmit', {}, '/filter'],
    ['POST', '/resubmit', { filter: {} }, '/filter'],
    ['POST', '/resubmit', { filter: { tenant: 'x' } }, '/filter/tenant'],
    ['POST', '/resubmit', { filter: { agent_id: 'echo' }, limit: 101 }, '/limit'],
    ['POST', '/resubmit', { filter: { agent_id: 'echo' }, rate_per_minute: 0 }, '/rate_per_minute'],
    ['DELETE', '/tasks/x', undefined, '/id'],
  ])('refuse %s %s with %j', async (method, path, body, field) => {
    expect((await ask(method, path, body)).json).toMatchObject({ status: 400, errors: [{ path: field }] });
  });
});
