import { unnamedStatement } from '@cadre/persistence';
import { TaskFixture } from '../../testing/task-fixture';

const UNREADABLE = { code: 'PAYLOAD_UNREADABLE', message: expect.any(String) };

describe('tasks whose payloads cannot be opened', () => {
  let fixture: TaskFixture;
  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const get = (path: string, person: 'ann' | 'admin' = 'ann') => fixture.ask(person, 'GET', `/tasks${path}`);
  const spoil = (table: 'task_payloads' | 'task_logs', taskId: string, sealed: string): Promise<number> =>
    fixture.platform.database.execute(unnamedStatement(`UPDATE ${table} SET sealed = ${sealed} WHERE task_id = $1`), [
      taskId,
    ]);
  const lostKey = `regexp_replace(sealed, '^v1\\.[^.]+', 'v1.lost')`;

  it.each([
    ['the key is lost', lostKey],
    ['the row is damaged', `left(sealed, 20)`],
  ])('are shown, with what is missing marked, when %s', async (_name, damage) => {
    const id = await fixture.submit();
    const log = { lineNo: 0, at: new Date(), level: 'info', text: 'a line' };
    await (await fixture.worker.start(id)).complete({ answer: 42 }, { logs: [log] });
    await spoil('task_payloads', id, damage);
    await spoil('task_logs', id, damage);

    const { status, json } = await get(`/${id}?include=parameters`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ task_id: id, status: 'completed', error: null },
      ...{ result: null, result_error: UNREADABLE, parameters: null, parameters_error: UNREADABLE },
    });
    expect(json).not.toHaveProperty('result_expired');
    expect((await get(`/${id}/logs`)).json.logs).toMatchObject([{ line: 0, message: null, message_error: UNREADABLE }]);
    for (const path of [`/${id}/attempts`, `/${id}/events`, `/${id}/artifacts`, '?limit=1']) {
      expect((await get(path)).status).toBe(200);
    }
  });

  it('keep their error, and say that its stack trace is lost', async () => {
    const id = await fixture.submit();
    await fixture.worker.fail(id);
    await spoil('task_payloads', id, lostKey);
    const seen = {
      status: 'failed',
      error: { code: 'ECHO_FAILURE', stack_trace: null, stack_trace_error: UNREADABLE },
    };
    expect((await get(`/${id}`, 'admin')).json).toMatchObject(seen);
    expect((await get(`/${id}`)).json.error).not.toHaveProperty('stack_trace_error');
    expect((await fixture.ask('admin', 'GET', `/dlq/tasks/${id}`)).status).toBe(200);
  });

  it('are answered to those who wait for them', async () => {
    const body = { agent_id: 'echo', parameters: { message: 'hello' } };
    const post = (query = '') => fixture.ask('ann', 'POST', `/tasks${query}`, body, { 'idempotency-key': 'waits' });
    const { task_id } = (await post()).json;
    await fixture.worker.complete(task_id);
    await spoil('task_payloads', task_id, lostKey);
    expect((await post('?wait=30')).json).toMatchObject({
      ...{ task_id, status: 'completed', result: null, result_error: UNREADABLE },
    });
  });
});
