import { Installation, until } from '@cadre/testing';

const OVER = ['completed', 'failed', 'timeout', 'cancelled'];

describe('tasks, from submission to end, with real processes', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([installation.gateway(), installation.orchestrator()]);
    await installation.worker({ WORKER_SLOTS: '1' });
  }, 60_000);
  afterAll(() => installation.close());

  const accepted = (parameters: object, more: object = {}) =>
    installation.client.accepted({ parameters: { ...parameters }, ...more });
  const task = (id: string) => installation.client.task(id);
  const reaches = (id: string, ...statuses: string[]) =>
    until(
      async () => {
        const seen = await task(id);
        return statuses.includes(seen.status) && seen;
      },
      { timeoutMs: 20_000 },
    );

  it('answers with the result when asked to wait for it', async () => {
    const { status, body } = await installation.client.call('POST', '/tasks?wait=20', {
      body: { agent_id: 'echo', parameters: { message: 'hello', data: { deep: [1, null] } } },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'completed',
      attempt_count: 1,
      retry_count: 0,
      progress: 100,
      result: { message: 'hello', data: { deep: [1, null] } },
    });
    expect(Date.parse(body.submitted_at)).toBeLessThanOrEqual(Date.parse(body.queued_at));
    expect(Date.parse(body.queued_at)).toBeLessThanOrEqual(Date.parse(body.started_at));
    expect(Date.parse(body.started_at)).toBeLessThanOrEqual(Date.parse(body.completed_at));
    const { body: history } = await installation.client.call('GET', `/tasks/${body.task_id}/events`);
    expect(history.events.map(({ type }: { type: string }) => type)).toEqual([
      'submitted',
      'queued',
      'started',
      'completed',
    ]);
  });

  it('runs the urgent first, whatever came first', async () => {
    const busy = await accepted({ message: 'busy', delay_ms: 1_500 });
    await reaches(busy, 'running');
    const ids = new Map<string, string>();
    for (const priority of ['low', 'normal', 'high', 'critical']) {
      ids.set(priority, await accepted({ message: priority, delay_ms: 20 }, { priority }));
    }
    expect((await task(ids.get('low') ?? '')).waiting_for).toMatchObject({ kind: 'behind' });
    const done = await Promise.all(
      [...ids].map(async ([priority, id]) => [priority, await reaches(id, ...OVER)] as const),
    );
    const order = done.sort(([, a], [, b]) => a.started_at.localeCompare(b.started_at)).map(([priority]) => priority);
    expect(order).toEqual(['critical', 'high', 'normal', 'low']);
  });

  it('tries again what may pass, and then succeeds', async () => {
    const id = await accepted(
      { message: 'x', fail: { class: 'transient', times: 1 } },
      { retry: { delay_seconds: 0.2 } },
    );
    expect(await reaches(id, ...OVER)).toMatchObject({
      status: 'completed',
      attempt_count: 2,
      retry_count: 1,
      error: null,
    });
    const { body } = await installation.client.call('GET', `/tasks/${id}/attempts`);
    expect(body.attempts).toMatchObject([
      { attempt: 1, outcome: 'failed', counted: true, error: { class: 'transient' } },
      { attempt: 2, outcome: 'completed', counted: false, error: null },
    ]);
  });

  it('parks what will not pass, and runs it again when an admin says so', async () => {
    const id = await accepted({ message: 'x', fail: { class: 'permanent', times: 99 } });
    expect(await reaches(id, ...OVER)).toMatchObject({
      status: 'failed',
      retry_count: 0,
      error: { class: 'permanent' },
    });
    const { body: letter } = await installation.client.call('GET', `/dlq/tasks/${id}`);
    expect(letter).toMatchObject({ task_id: id, error_class: 'permanent', state: 'open' });
    const { body } = await installation.client.call('POST', `/dlq/tasks/${letter.dlq_id}/resubmit`, {
      body: { override_parameters: { fail: null } },
    });
    expect(await reaches(body.new_task_id, ...OVER)).toMatchObject({ status: 'completed', retried_from: id });
  });

  it('cancels what waits at once and what runs within two seconds', async () => {
    const running = await accepted({ message: 'r', delay_ms: 60_000 });
    await reaches(running, 'running');
    const waiting = await accepted({ message: 'w' });
    const cancel = (id: string) => installation.client.call('DELETE', `/tasks/${id}`);
    expect((await cancel(waiting)).body).toMatchObject({ status: 'cancelled' });
    const asked = performance.now();
    expect((await cancel(running)).body).toMatchObject({ status: 'cancelling' });
    await reaches(running, 'cancelled');
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect((await task(waiting)).attempt_count).toBe(0);
    expect((await cancel(running)).status).toBe(409);
  });

  it('starts what is for later when its time has come', async () => {
    const executeAt = new Date(Date.now() + 1_000);
    const id = await accepted({ message: 'later' }, { execute_at: executeAt.toISOString() });
    expect((await task(id)).status).toBe('scheduled');
    const done = await reaches(id, ...OVER);
    expect(done.status).toBe('completed');
    expect(Date.parse(done.started_at)).toBeGreaterThanOrEqual(executeAt.getTime());
  });

  it('runs a thousand tasks of ten requests', async () => {
    await installation.worker();
    const batch = Array.from({ length: 100 }, (_, n) => ({ parameters: { message: `${n}` }, tags: ['thousand'] }));
    await Promise.all(Array.from({ length: 10 }, () => installation.client.acceptedMany(batch)));
    await until(
      async () => {
        const { body } = await installation.client.call('GET', '/tasks?tag=thousand&status=completed&limit=1');
        return body.total === 1_000;
      },
      { timeoutMs: 60_000, intervalMs: 200 },
    );
  });
});
