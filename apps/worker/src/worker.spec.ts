import { until } from '@cadre/testing';
import { RequestQueue, type AttemptReportV1 } from '@cadre/contracts';
import { WorkerHarness } from './testing/worker-harness';

jest.setTimeout(30_000);

const echo = (overrides: Record<string, unknown> = {}) => ({
  message: 'hi',
  data: null,
  delay_ms: 0,
  fail: null,
  ...overrides,
});
const long = echo({ delay_ms: 60_000 });

describe('a worker', () => {
  let harness: WorkerHarness;
  beforeEach(async () => {
    harness = new WorkerHarness();
    await harness.orchestrator.start();
  });
  afterEach(() => harness.stop());

  const reportOf = (taskId: string): Promise<AttemptReportV1> => until(() => harness.orchestrator.reportsOf(taskId)[0]);
  const running = (count: number): Promise<unknown> => until(async () => (await harness.busy()) === count);

  it('claims a task, runs it and reports its result', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo({ data: { a: [1] } }));
    const report = await reportOf(taskId);
    expect(report).toMatchObject({
      lease_no: 1,
      outcome: { kind: 'completed' },
      duration_ms: expect.any(Number) as number,
    });
    expect(harness.orchestrator.resultOf(report)).toEqual({ message: 'hi', data: { a: [1] } });
  });

  it('says how an attempt failed', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo({ fail: { class: 'permanent', times: 1 } }));
    expect((await reportOf(taskId)).outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'ECHO_FAILURE', class: 'permanent' },
    });
  });

  it('runs nothing that was not granted', async () => {
    await harness.startWorker();
    const { orchestrator } = harness;
    const taskId = await orchestrator.dispatch('absent-task', {}, {});
    orchestrator.deny.set(taskId, { claim_id: '', task_id: taskId, granted: false, reason: 'cancelled' });
    const other = await orchestrator.dispatch('echo', echo());
    await reportOf(other);
    await until(() => orchestrator.claimsOf(taskId).length > 0);
    expect(orchestrator.claimsOf(taskId)).toHaveLength(1);
    expect((await reportOf(other)).outcome.kind).toBe('completed');
  });

  it('fails a task whose agent it does not know, for good', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('no-such-agent', {});
    expect((await reportOf(taskId)).outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'AGENT_NOT_FOUND', class: 'permanent' },
    });
  });

  it('fails a task whose parameters do not open', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo(), { sealed_parameters: 'v1.platform.x.y.z' });
    expect((await reportOf(taskId)).outcome).toMatchObject({ kind: 'failed', error: { code: 'PAYLOAD_UNREADABLE' } });
  });

  it('asks an unanswered claim again with the same id, and runs the task once', async () => {
    harness.orchestrator.silent[RequestQueue.Claims] = 1;
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo());
    await until(() => harness.orchestrator.reportsOf(taskId).length > 0, { timeoutMs: 12_000 });
    expect(new Set(harness.orchestrator.claimsOf(taskId)).size).toBe(1);
    expect(harness.orchestrator.reportsOf(taskId)).toHaveLength(1);
  });

  it('takes a message that comes twice as one task', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo({ delay_ms: 100 }));
    for (let copy = 0; copy < 3; copy++) await harness.orchestrator.redeliver(taskId);
    await reportOf(taskId);
    await until(
      () => harness.orchestrator.claimsOf(taskId).length >= 2 || harness.orchestrator.reportsOf(taskId).length === 1,
    );
    expect(harness.orchestrator.reportsOf(taskId)).toHaveLength(1);
  });

  it('runs at most as many attempts at once as it has slots', async () => {
    await harness.startWorker({ WORKER_SLOTS: '3' });
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => harness.orchestrator.dispatch('echo', echo({ delay_ms: 120 }))),
    );
    await Promise.all(ids.map(reportOf));
    expect(Math.max(...harness.orchestrator.heartbeats.map(({ busy }) => busy))).toBeLessThanOrEqual(3);
  });

  it('tells progress sooner than with the next heartbeat', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo({ delay_ms: 2_000 }));
    const seen = await until(() =>
      harness.orchestrator.heartbeats
        .flatMap(({ leases }) => leases)
        .find((lease) => lease.task_id === taskId && lease.progress),
    );
    expect(seen.progress).toMatchObject({ current_step: 'waiting', percent: expect.any(Number) as number });
  });

  it('says that it lives, also when idle', async () => {
    await harness.startWorker({ WORKER_SLOTS: '4' });
    const [first] = await until(() => harness.orchestrator.heartbeats.length > 0 && harness.orchestrator.heartbeats);
    expect(first).toMatchObject({
      team: 'platform',
      host: 'test-host',
      pid: process.pid,
      slots: 4,
      busy: 0,
      draining: false,
      leases: [],
    });
  });

  it('says goodbye when it leaves, also before the next heartbeat would be due', async () => {
    const worker = await harness.startWorker();
    await until(() => harness.orchestrator.heartbeats.length > 0);
    await worker.stop(10_000);
    expect(harness.orchestrator.heartbeats.at(-1)).toMatchObject({ slots: 0, draining: true, leases: [] });
  });

  it('cancels by its inbox', async () => {
    await harness.startWorker({ WORKER_ID: 'w1' });
    const taskId = await harness.orchestrator.dispatch('echo', long);
    // Best effort: a word that comes before the attempt has started is lost, and said again.
    await until(async () => {
      await harness.orchestrator.control('w1', { action: 'cancel', task_id: taskId, lease_no: 1 });
      return harness.orchestrator.reportsOf(taskId).length > 0;
    });
    expect((await reportOf(taskId)).outcome).toEqual({ kind: 'cancelled' });
  });

  it('cancels by the answer to its heartbeat', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', long);
    harness.orchestrator.cancelled.add(taskId);
    expect((await reportOf(taskId)).outcome).toEqual({ kind: 'cancelled' });
  });

  it('never starts what was cancelled before it was granted', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo(), { cancel_requested: true });
    expect((await reportOf(taskId)).outcome).toEqual({ kind: 'cancelled' });
  });

  it.each([
    ['soft', { timeout_seconds: 30, soft_timeout_seconds: 0.1 }, 'SOFT_TIMEOUT'],
    ['hard', { timeout_seconds: 0.1, soft_timeout_seconds: 0.1 }, 'TASK_TIMEOUT'],
  ])('stops an attempt at its %s time limit', async (_, limits, code) => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', long, limits);
    expect((await reportOf(taskId)).outcome).toMatchObject({ kind: 'failed', error: { code, class: 'timeout' } });
  });

  it('does not take 25 days for one millisecond', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo({ delay_ms: 50 }), {
      timeout_seconds: 2_160_000,
      soft_timeout_seconds: 2_159_000,
    });
    expect((await reportOf(taskId)).outcome.kind).toBe('completed');
  });

  it('sends an outcome again until it is settled', async () => {
    harness.orchestrator.silent[RequestQueue.Reports] = 1;
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo());
    await until(() => harness.orchestrator.reportsOf(taskId).length === 2, { timeoutMs: 12_000 });
    const [first, second] = harness.orchestrator.reportsOf(taskId);
    expect(second).toEqual(first);
  });

  it('keeps the lease of an outcome that is not settled yet', async () => {
    harness.orchestrator.verdictOf = () => 'retry_later';
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo());
    await reportOf(taskId);
    const before = harness.orchestrator.heartbeats.length;
    await until(() =>
      harness.orchestrator.heartbeats
        .slice(before)
        .some(({ leases }) => leases.some(({ task_id }) => task_id === taskId)),
    );
    harness.orchestrator.verdictOf = () => 'lost';
    await until(() => harness.orchestrator.heartbeats.at(-1)?.leases.length === 0, { timeoutMs: 15_000 });
  });

  it('aborts what it is told to have lost, and reports nothing of it', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', long);
    harness.orchestrator.lost.add(taskId);
    await until(() => harness.logLines.some(({ msg }) => msg === 'lease lost, attempt aborted'));
    const other = await harness.orchestrator.dispatch('echo', echo());
    await reportOf(other);
    expect(harness.orchestrator.reportsOf(taskId)).toEqual([]);
  });

  it('runs on without renewals for longer than a lease, and reports until it is settled', async () => {
    const { silent } = harness.orchestrator;
    await harness.startWorker();
    silent[RequestQueue.Heartbeats] = 1_000;
    silent[RequestQueue.Reports] = 1;
    const taskId = await harness.orchestrator.dispatch('echo', echo({ delay_ms: 1_500 }), { lease_seconds: 1 });
    await until(() => harness.orchestrator.reportsOf(taskId).length === 2, { timeoutMs: 15_000 });
    for (const { outcome } of harness.orchestrator.reportsOf(taskId)) expect(outcome.kind).toBe('completed');
  });

  it('survives an event loop blocked for longer than a lease', async () => {
    await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', long, { lease_seconds: 1 });
    await running(1);
    harness.orchestrator.lost.add(taskId);
    const end = performance.now() + 1_500;
    while (performance.now() < end);
    const other = await harness.orchestrator.dispatch('echo', echo());
    expect((await reportOf(other)).outcome.kind).toBe('completed');
    expect(harness.orchestrator.reportsOf(taskId)).toEqual([]);
  });

  it('finishes on stop what fits into the grace period and hands back the rest uncounted', async () => {
    const worker = await harness.startWorker({ WORKER_SLOTS: '2' });
    const short = await harness.orchestrator.dispatch('echo', echo({ delay_ms: 300 }));
    const tooLong = await harness.orchestrator.dispatch('echo', long);
    await running(2);
    await worker.stop(1_000);
    expect((await reportOf(short)).outcome.kind).toBe('completed');
    expect((await reportOf(tooLong)).outcome).toEqual({ kind: 'handed_back', reason: 'shutdown' });
    expect(harness.orchestrator.heartbeats.at(-1)?.draining).toBe(true);
  });

  it('takes nothing new while it drains', async () => {
    const worker = await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', echo({ delay_ms: 400 }));
    await running(1);
    const stopped = worker.stop(5_000);
    const late = await harness.orchestrator.dispatch('echo', echo());
    await stopped;
    expect(harness.orchestrator.claimsOf(late)).toEqual([]);
    expect((await reportOf(taskId)).outcome.kind).toBe('completed');
  });

  it('hurries when it is told to', async () => {
    const worker = await harness.startWorker();
    const taskId = await harness.orchestrator.dispatch('echo', long);
    await running(1);
    const began = performance.now();
    const stopped = worker.stop(60_000);
    worker.hurry();
    await stopped;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await reportOf(taskId)).outcome).toEqual({ kind: 'handed_back', reason: 'shutdown' });
  });

  it('tells its process when an operator wants it to leave', async () => {
    const worker = await harness.startWorker({ WORKER_ID: 'w1' });
    const wanted = new Promise<void>((resolve) => worker.onDrainWanted(resolve));
    await harness.orchestrator.control('w1', { action: 'drain' });
    await wanted;
  });

  it('goes on after the broker was away', async () => {
    await harness.startWorker();
    harness.broker.startOutage();
    harness.broker.endOutage();
    const taskId = await harness.orchestrator.dispatch('echo', echo());
    expect((await reportOf(taskId)).outcome.kind).toBe('completed');
  });
});
