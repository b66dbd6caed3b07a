import { Installation, type Service, until } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { untilReaperWorks } from './harness/reaper-at-work';
import { lasting, times, untilBusy, untilRunning } from './harness/running';
import { eventsOf, eventTypesOf, factsOf } from './harness/task-facts';

/** The product promises 5 s by presence; the rest is for a machine that is busy with other tests. */
const RESTART_BOUND_MS = 25_000;

describe('a worker that is killed', () => {
  let installation: Installation;
  let orchestrator: Service;
  beforeAll(async () => {
    installation = await Installation.create();
    [orchestrator] = await Promise.all([installation.orchestrator(), installation.gateway()]);
    await untilReaperWorks(orchestrator);
  });
  afterEach(() => installation.stop('worker'));
  afterAll(() => installation.close());

  it('loses its attempts, counted, and another worker runs them long before their leases expire', async () => {
    const [victim] = await Promise.all(times(2, { WORKER_SLOTS: '5' }).map((env) => installation.worker(env)));
    const ids = await installation.client.acceptedMany(times(10, lasting(4_000)));
    await untilRunning(installation, ids);
    const killedAt = Date.now();
    expect(await victim?.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    await untilAllEnded(installation);
    const lost = await installation.sql<{ task_id: string; outcome: string; counted: boolean }>(
      'SELECT task_id, outcome, counted FROM task_history WHERE lease_no = 1 AND counted',
    );
    expect(lost).toHaveLength(5);
    for (const { task_id: id, outcome } of lost) {
      expect(outcome).toBe('worker_lost');
      const events = await eventsOf(installation, id);
      expect(events.map(({ type }) => type)).toEqual([
        ...['submitted', 'queued', 'started', 'retry_scheduled'],
        ...['due', 'queued', 'started', 'completed'],
      ]);
      expect(Number(events[6]?.at) - killedAt).toBeLessThan(RESTART_BOUND_MS);
      expect(await factsOf(installation, id)).toMatchObject({ lease_no: 2, failures_counted: 1 });
    }
    await proveSound(installation);
  });

  it('while it drains loses only what it had not handed back', async () => {
    const victim = await installation.worker({ GRACE_SECONDS: '60' });
    const [short, long] = await installation.client.acceptedMany([lasting(4_000), lasting(12_000)]);
    await untilBusy(victim, 2);
    victim.signal('SIGTERM');
    await until(async () => (await factsOf(installation, String(short))).status === 'completed');
    await victim.kill();
    await installation.worker();
    await untilAllEnded(installation);
    expect(await eventTypesOf(installation, String(short))).toEqual(['submitted', 'queued', 'started', 'completed']);
    expect(await factsOf(installation, String(long))).toMatchObject({ status: 'completed', failures_counted: 1 });
    await proveSound(installation);
  });

  it('again and again by the same task ends that task alone, with a dead letter', async () => {
    const retry = { max_retries: 1, strategy: 'fixed', delay_seconds: 0 };
    const poison = await installation.client.accepted({ retry, tags: ['poison'] });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const victim = await installation.worker({ CADRE_CRASH_POINT: 'worker.after_execute', WORKER_SLOTS: '1' });
      expect(await victim.exited).toMatchObject({ signal: 'SIGKILL' });
      await until(async () => (await factsOf(installation, poison)).failures_counted === attempt, {
        timeoutMs: RESTART_BOUND_MS,
      });
    }
    await installation.worker();
    const innocent = await installation.client.accepted();
    await untilAllEnded(installation);
    expect(await factsOf(installation, innocent)).toMatchObject({ status: 'completed', lease_no: 1 });
    expect(await factsOf(installation, poison)).toMatchObject({ status: 'failed', lease_no: 2 });
    const letters = await installation.sql('SELECT error_class, state FROM dlq_tasks WHERE task_id = $1', poison);
    expect(letters).toEqual([{ error_class: 'worker_lost', state: 'open' }]);

    const { status, body } = await installation.client.call('POST', `/dlq/tasks/${poison}/resubmit`, { body: {} });
    expect(status).toBe(200);
    installation.client.journal.push(body.new_task_id as string);
    await untilAllEnded(installation);
    expect(await factsOf(installation, body.new_task_id as string)).toMatchObject({ status: 'completed' });
    await proveSound(installation);
  });
});
