import { freshDatabase } from '@cadre/testing';
import { EngineFixture, type Started, TEAM } from '../testing/engine-fixture';
import type { AttemptReport, ReportedOutcome } from './report/attempt-report';

const TASKS = 300;
const LOOPS = 4;
const LIMIT = 25;

let engine: EngineFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url, 20);
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});

/** Every loop of an installation at once, with cancels, duplicates, stale tokens and lost leases among the work. */
describe('everything at once', () => {
  it('ends every task once, keeps limits and logs, and never deadlocks', async () => {
    await engine.agent('echo', { max: LIMIT });
    await engine.worker('w1', 60);
    const retryPolicy = {
      max_retries: 3,
      strategy: 'fixed',
      delay_seconds: 0,
      factor: 1,
      max_delay_seconds: 1,
      jitter: 0,
    } as const;
    const ids = await engine.tasks(TASKS, { retryPolicy });
    const settled: AttemptReport[] = [];
    const held = new Map<string, Started>();
    let most = 0;
    let open = true;
    const until = async (step: () => Promise<void>): Promise<void> => {
      while (open) {
        await step();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const dispatched: Parameters<EngineFixture['start']>[0][number][] = [];

    const dispatch = (owner: string) => async () => {
      for (const lease of await engine.teams.acquire(owner, [TEAM], 0.05)) {
        const round = await engine.dispatches.dispatch(lease, 0);
        if (round.kind === 'dispatched') dispatched.push(...round.tasks, ...round.tasks);
      }
    };
    const claim = (workerId: string) => async () => {
      const batch = dispatched.splice(0, 20).sort(() => Math.random() - 0.5);
      for (const started of await engine.start(batch, workerId)) held.set(started.grant.leaseToken, started);
    };
    const beat = async () => {
      const leases = [...held.values()].sort(() => Math.random() - 0.5);
      await engine.heartbeats.renew(
        leases.map(({ claim: { taskId, team }, grant: { leaseToken } }) => ({ taskId, leaseToken, team })),
      );
    };
    const report = async () => {
      const batch = [...held.values()].sort(() => Math.random() - 0.5).slice(0, 15);
      const reports = batch.flatMap((started) => {
        const one = engine.report(started, randomOutcome());
        return Math.random() < 0.2 ? [one, one] : [one];
      });
      const { results } = await engine.reports.recordOutcomes(reports);
      for (const { report: one, verdict } of results) if (verdict === 'settled') settled.push(one);
      for (const { grant } of batch) held.delete(grant.leaseToken);
    };
    const cancel = async () => {
      const some = ids.filter(() => Math.random() < 0.01);
      await engine.sql(
        `UPDATE tasks SET cancel_requested_at = now()
          WHERE task_id IN (SELECT task_id FROM tasks WHERE task_id = ANY ($1) AND status = 'running'
                             ORDER BY task_id FOR NO KEY UPDATE)`,
        some,
      );
    };
    const lose = async () => {
      await engine.sql(
        `UPDATE tasks SET lease_expires_at = now() - interval '1 second'
          WHERE task_id IN (SELECT task_id FROM tasks WHERE status = 'running' AND random() < 0.02
                             ORDER BY task_id FOR NO KEY UPDATE)`,
      );
      await engine.reaper.reap({ batch: 50, timeLimitMarginSeconds: 30, cancelGraceSeconds: 0.05 });
    };
    const takeBack = async () => {
      const some = dispatched.filter(() => Math.random() < 0.05);
      await engine.takeBacks.takeBack(some, 'stuck', 'test');
    };
    const watch = async () => {
      const [row] = await engine.sql<{ flying: number; live: number }>(
        `SELECT count(*) FILTER (WHERE status IN ('queued', 'claimed', 'running'))::int AS flying,
                count(*) FILTER (WHERE completed_at IS NULL)::int AS live FROM tasks`,
      );
      most = Math.max(most, row?.flying ?? 0);
      if (row?.live === 0) open = false;
    };
    const loops = Array.from({ length: LOOPS }, (_, i) => [until(claim(`w${i}`)), until(report), until(beat)]).flat();
    await Promise.all([
      ...loops,
      ...['o1', 'o2', 'o3'].map((owner) => until(dispatch(owner))),
      ...[cancel, lose, takeBack, watch].map(until),
      until(async () => void (await engine.promoter.promote(100))),
    ]);

    expect(most).toBeLessThanOrEqual(LIMIT);
    expect(await engine.brokenLogs()).toEqual([]);
    expect(await engine.deadlocks()).toBe(0);
    const again = await engine.reports.recordOutcomes(settled.slice(0, 200));
    expect(again.results.filter(({ verdict }) => verdict !== 'settled')).toEqual([]);
    const broken = await engine.sql(
      `SELECT task_id FROM tasks WHERE failures_counted > max_retries + 1
        UNION ALL
       SELECT task_id FROM tasks JOIN task_history USING (task_id)
        GROUP BY task_id, tasks.lease_no HAVING count(*) <> tasks.lease_no`,
    );
    expect(broken).toEqual([]);
  }, 60_000);
});

function randomOutcome(): ReportedOutcome {
  const dice = Math.random();
  if (dice < 0.6) return { kind: 'completed', result: Buffer.from('1'), hash: '1' };
  if (dice < 0.7) return { kind: 'handed_back', reason: 'shutdown' };
  const errorClass = dice < 0.75 ? 'permanent' : dice < 0.85 ? 'timeout' : 'transient';
  return { kind: 'failed', errorClass, errorCode: 'E', message: 'm', stack: null };
}
