import { Installation, type Service, until } from '@cadre/testing';
import type { ProbeAttempt, ProbeWorker } from '../../apps/orchestrator/src/testing/probe-worker';
import { probeAt } from './harness/probe-at';
import { proveSound } from './harness/prove-sound';
import { eventsOf, factsOf } from './harness/task-facts';

const FAILED = { kind: 'failed', error: { code: 'AGENT_FAILED', class: 'permanent', message: 'no' } } as const;

describe('reports that come twice, too late or too early', () => {
  let installation: Installation;
  let orchestrator: Service;
  let probe: ProbeWorker;
  beforeAll(async () => {
    installation = await Installation.create();
    [orchestrator] = await Promise.all([installation.orchestrator(), installation.gateway()]);
    probe = await probeAt(installation);
  });
  afterAll(async () => {
    await probe.stop();
    await installation.close();
  });
  afterEach(() => proveSound(installation));

  async function attempt(): Promise<ProbeAttempt> {
    const id = await installation.client.accepted();
    return until(() => probe.attempts.get(id), { timeoutMs: 30_000 });
  }

  async function lostReports(): Promise<number> {
    const counted = /^cadre_reports_total\{[^}]*verdict="lost"[^}]*\} (\d+)$/m.exec(await orchestrator.metrics());
    return Number(counted?.[1] ?? 0);
  }

  it('the same report again is settled again and changes nothing', async () => {
    const held = await attempt();
    expect((await probe.complete(held, { good: true })).results).toMatchObject([{ verdict: 'settled' }]);
    const before = await factsOf(installation, held.taskId);
    expect((await probe.complete(held, { good: true })).results).toMatchObject([{ verdict: 'settled' }]);
    expect(await factsOf(installation, held.taskId)).toEqual(before);
    expect(await eventsOf(installation, held.taskId)).toHaveLength(4);
  });

  it.each([
    ['another result', (held: ProbeAttempt) => probe.complete(held, { good: false })],
    ['a failure', (held: ProbeAttempt) => probe.report(held, FAILED)],
  ])('%s under the same lease is lost, counted, and changes nothing', async (_, contradict) => {
    const held = await attempt();
    await probe.complete(held, { good: true });
    const [before, lostBefore] = [await factsOf(installation, held.taskId), await lostReports()];
    expect((await contradict(held)).results).toMatchObject([{ verdict: 'lost' }]);
    expect(await factsOf(installation, held.taskId)).toEqual(before);
    expect(await lostReports()).toBe(lostBefore + 1);
    expect((await installation.client.task(held.taskId)).result).toEqual({ good: true });
  });

  it('a report under a token that was never granted is lost, and the attempt goes on', async () => {
    const held = await attempt();
    const forged = { ...held, leaseToken: crypto.randomUUID() };
    expect((await probe.complete(forged, { good: false })).results).toMatchObject([{ verdict: 'lost' }]);
    expect(await factsOf(installation, held.taskId)).toMatchObject({ status: 'running' });
    expect((await probe.complete(held, { good: true })).results).toMatchObject([{ verdict: 'settled' }]);
  });

  it('a result for a task that nobody has started is lost, and the task runs later', async () => {
    const { client } = installation;
    await client.call('POST', '/agents/echo/pause', { body: {} });
    const taskId = await client.accepted();
    const early = { taskId, leaseNo: 1, leaseToken: crypto.randomUUID(), parameters: {} };
    expect((await probe.complete(early, {})).results).toMatchObject([{ verdict: 'lost' }]);
    expect(await factsOf(installation, taskId)).toMatchObject({ status: 'pending', lease_no: 0 });
    await client.call('POST', '/agents/echo/resume', { body: {} });
    const held = await until(() => probe.attempts.get(taskId), { timeoutMs: 30_000 });
    await probe.complete(held, {});
  });

  it('a claim of what is already running here gets no second lease', async () => {
    const held = await attempt();
    const [row] = await installation.sql<{ dispatch_no: number }>(
      'SELECT dispatch_no FROM tasks WHERE task_id = $1',
      held.taskId,
    );
    await probe.claim([{ task_id: held.taskId, dispatch_no: row?.dispatch_no ?? 0, agent_id: 'echo' }]);
    expect(probe.denials.at(-1)).toBe('leased');
    expect(await factsOf(installation, held.taskId)).toMatchObject({ status: 'running', lease_no: 1 });
    await probe.complete(held, {});
  });
});
