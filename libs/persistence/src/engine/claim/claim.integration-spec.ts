import { randomBytes } from 'node:crypto';
import { freshDatabase } from '@cadre/testing';
import { EngineFixture } from '../../testing/engine-fixture';

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
beforeEach(() => engine.clear());

async function queued(count = 1, values: Parameters<EngineFixture['tasks']>[1] = {}) {
  await engine.worker('w1', 100);
  await engine.tasks(count, values);
  return engine.dispatchAll(await engine.lead());
}

async function claimOne(claim: Parameters<EngineFixture['claims']['claim']>[0][number]) {
  const { results } = await engine.claims.claim([claim]);
  return results[0];
}

describe('claiming', () => {
  it('grants a lease with everything the attempt needs', async () => {
    await engine.agent('echo');
    const [task] = await queued();
    const claim = engine.claimOf(task ?? fail());
    const { results, events } = await engine.claims.claim([claim]);
    expect(results).toEqual([
      expect.objectContaining({
        granted: true,
        grant: expect.objectContaining({ leaseNo: 1, leaseSeconds: 30, agentId: 'echo', tenant: 'default' }),
      }),
    ]);
    const [result] = results;
    expect(result?.granted && JSON.parse(result.grant.parameters.toString())).toEqual({ message: 'hello' });
    expect(events).toEqual([
      expect.objectContaining({ type: 'started', from: 'queued', to: 'running', lease_no: 1, actor: 'worker:w1' }),
    ]);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('answers a repeated claim of the same worker with the same grant, once more and without a move', async () => {
    await engine.agent('echo');
    const [task] = await queued();
    const claim = engine.claimOf(task ?? fail());
    const first = await claimOne(claim);
    const { results, events } = await engine.claims.claim([claim, claim]);
    expect(first?.granted && first.grant.leaseToken).toBeTruthy();
    for (const again of results) {
      expect(again.granted && again.grant.leaseToken).toBe(first?.granted && first.grant.leaseToken);
    }
    expect(events).toEqual([]);
  });

  it('renews the lease with a repeated answer, from which the worker counts', async () => {
    await engine.agent('echo');
    const [task] = await queued();
    const claim = engine.claimOf(task ?? fail());
    await claimOne(claim);
    await engine.sql(`UPDATE tasks SET lease_expires_at = now() + interval '1 second'`);
    await engine.claims.claim([{ ...claim, claimId: crypto.randomUUID() }]);
    const left = async () =>
      (
        await engine.sql<{ s: number }>(`SELECT extract(epoch FROM lease_expires_at - now())::float8 AS s FROM tasks`)
      )[0]?.s;
    expect(await left()).toBeLessThan(1);
    await engine.claims.claim([claim]);
    expect(await left()).toBeGreaterThan(25);
  });

  it('leaves claims undecided whose payloads have no room in the answer', async () => {
    await engine.agent('echo');
    const tasks = await queued(5, { parameters: { message: randomBytes(750_000).toString('hex') } });
    const claims = tasks.map((task) => engine.claimOf(task));
    const { results } = await engine.claims.claim(claims);
    expect(results.map(({ claim, granted }) => [claim, granted])).toEqual(
      claims.slice(0, 3).map((claim) => [claim, true]),
    );
    const [row] = await engine.sql<{ queued: number }>(
      `SELECT count(*)::int AS queued FROM tasks WHERE status = 'queued' AND lease_no = 0`,
    );
    expect(row).toEqual({ queued: 2 });
    const again = await engine.claims.claim(claims.slice(3));
    expect(again.results.map(({ granted }) => granted)).toEqual([true, true]);
  });

  it('decides the first claim however large its payload is', async () => {
    await engine.agent('echo');
    const [large, small] = await queued(2, { parameters: { message: randomBytes(3_000_000).toString('hex') } });
    const { results } = await engine.claims.claim(
      [large ?? fail(), small ?? fail()].map((task) => engine.claimOf(task)),
    );
    expect(results).toEqual([expect.objectContaining({ granted: true })]);
  });

  it('grants a task to one of many workers that ask at once', async () => {
    await engine.agent('echo');
    const [task] = await queued();
    const claims = Array.from({ length: 8 }, (_, i) => engine.claimOf(task ?? fail(), { workerId: `w${i}` }));
    const answers = await Promise.all(claims.map(claimOne));
    expect(answers.filter((answer) => answer?.granted)).toHaveLength(1);
    expect(answers.filter((answer) => answer?.granted === false && answer.reason === 'leased')).toHaveLength(7);
  });

  it.each([
    ['an older dispatch', { dispatchNo: 0 }, 'superseded'],
    ['another team', { team: 'marketing' }, 'foreign_team'],
    ['a task that does not exist', { taskId: '00000000-0000-7000-8000-00000000dead' }, 'not_found'],
  ])('refuses %s', async (_, values, reason) => {
    await engine.agent('echo');
    const [task] = await queued();
    expect(await claimOne(engine.claimOf(task ?? fail(), values))).toMatchObject({ granted: false, reason });
  });

  it('refuses what was cancelled, and such a task never starts', async () => {
    await engine.agent('echo');
    const [task] = await queued();
    const id = task?.taskId ?? '';
    await engine.sql(`UPDATE tasks SET status = 'cancelled', completed_at = now() WHERE task_id = $1`, id);
    expect(await claimOne(engine.claimOf(task ?? fail()))).toMatchObject({ granted: false, reason: 'cancelled' });
  });

  it('returns the task of a paused agent to the backlog', async () => {
    await engine.agent('echo');
    const [task] = await queued();
    await engine.sql(`UPDATE agent_limits SET paused = true`);
    expect(await claimOne(engine.claimOf(task ?? fail()))).toMatchObject({ granted: false, reason: 'paused' });
    expect(await engine.row(task?.taskId ?? '')).toMatchObject({ status: 'pending' });
    expect(await engine.eventTypes(task?.taskId ?? '')).toEqual(['submitted', 'queued', 'taken_back']);
  });

  it('returns what exceeds a limit that was lowered after the dispatch', async () => {
    await engine.agent('echo', { max: 5 });
    const tasks = await queued(5);
    await engine.sql(`UPDATE agent_limits SET max_concurrent_tasks = 2`);
    expect(await engine.start(tasks)).toHaveLength(2);
    const rows = await engine.sql<{ status: string }>(`SELECT status FROM tasks WHERE status <> 'running'`);
    expect(rows).toHaveLength(3);
    expect(rows.every(({ status }) => status === 'pending')).toBe(true);
  });

  it('fails only the task whose parameters do not open, with a dead letter', async () => {
    await engine.agent('echo');
    const tasks = await queued(3);
    const broken = tasks[1]?.taskId ?? '';
    await engine.sql(`UPDATE task_payloads SET sealed = 'v1.data-1.x.y.z' WHERE task_id = $1`, broken);
    const { results } = await engine.claims.claim(tasks.map((task) => engine.claimOf(task)));
    expect(results.map((result) => result.granted)).toEqual([true, false, true]);
    expect(await engine.row(broken)).toMatchObject({ status: 'failed', error_code: 'PAYLOAD_UNREADABLE' });
    const letters = await engine.sql(`SELECT task_id, error_code, attempts, retry_count FROM dlq_tasks`);
    expect(letters).toEqual([{ task_id: broken, error_code: 'PAYLOAD_UNREADABLE', attempts: 0, retry_count: 0 }]);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('charges one token for each start and never starts more than the burst', async () => {
    await engine.agent('slow', { ratePerSecond: 0.001, burst: 4, tokens: 4 });
    const tasks = await queued(4, { agentId: 'slow' });
    await engine.sql(`UPDATE agent_limits SET rate_tokens = 2`);
    const parts = await Promise.all(tasks.map((task) => claimOne(engine.claimOf(task))));
    expect(parts.filter((part) => part?.granted)).toHaveLength(2);
    expect(parts.filter((part) => part?.granted === false && part.reason === 'rate_limited')).toHaveLength(2);
    const [bucket] = await engine.sql<{ rate_tokens: number }>(`SELECT rate_tokens FROM agent_limits`);
    expect(bucket?.rate_tokens).toBeLessThan(0.1);
  });

  it('hands out the last checkpoint of an earlier attempt, also when several arrived together', async () => {
    await engine.agent('echo');
    const started = await engine.running();
    const [lease] = await engine.heartbeats.renew([
      { taskId: started.claim.taskId, leaseToken: started.grant.leaseToken, team: 'testing' },
    ]);
    const pages = ['{"page":2}', '{"page":3}'].map((page) => ({ lease: lease ?? fail(), content: Buffer.from(page) }));
    await engine.heartbeats.saveCheckpoints(pages);
    await engine.reports.recordOutcomes([engine.report(started, { kind: 'handed_back', reason: 'shutdown' })]);
    const [again] = await engine.start(await engine.dispatchAll(await engine.lead()));
    expect(again?.grant.checkpoint?.toString()).toBe('{"page":3}');
    expect(again?.grant).toMatchObject({ leaseNo: 2, failuresCounted: 0 });
  });
});

function fail(): never {
  throw new MissingFixtureError('nothing was dispatched');
}

class MissingFixtureError extends Error {}
