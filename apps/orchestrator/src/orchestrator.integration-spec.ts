import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import { OrchestratorFixture } from './testing/orchestrator-fixture';
import type { ProbeWorker } from './testing/probe-worker';

let database: FreshDatabase;
let fixture: OrchestratorFixture;

beforeEach(async () => {
  database = await freshDatabase();
  fixture = new OrchestratorFixture(database);
});
afterEach(async () => {
  await fixture.close();
  await database.drop();
});

function completesEverything(worker: ProbeWorker): ProbeWorker {
  worker.onAttempt = async (attempt) => void (await worker.complete(attempt, attempt.parameters));
  return worker;
}

async function allCompleted(ids: readonly string[], timeoutMs = 15_000): Promise<void> {
  await until(async () => (await fixture.statuses(ids)).every((status) => status === 'completed'), { timeoutMs });
}

describe('an orchestrator', () => {
  it('brings tasks to a worker and their results back', async () => {
    await fixture.orchestrator();
    completesEverything(await fixture.worker());
    const ids = await fixture.submit(20);
    await allCompleted(ids);
    const moves = await fixture.sql<{ type: string }>(
      `SELECT type FROM task_events WHERE task_id = $1 ORDER BY seq`,
      ids[0],
    );
    expect(moves.map(({ type }) => type)).toEqual(['submitted', 'queued', 'started', 'completed']);
    const [snapshot] = await until(() => fixture.sql<{ data: unknown }>(`SELECT data FROM stats_snapshot`));
    expect(snapshot?.data).toHaveProperty('groups');
  });

  it('runs a scheduled task when its time has come, and a retry after its delay', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker();
    worker.onAttempt = async (attempt) => {
      if (attempt.leaseNo > 1) return void (await worker.complete(attempt, 1));
      const error = { code: 'E', class: 'transient', message: 'once' };
      await worker.report(attempt, { kind: 'failed', error });
    };
    const executeAt = new Date(Date.now() + 700);
    const retryPolicy = {
      max_retries: 1,
      strategy: 'fixed',
      delay_seconds: 0.4,
      factor: 1,
      max_delay_seconds: 9,
      jitter: 0,
    } as const;
    const ids = await fixture.submit(1, { executeAt, retryPolicy });
    expect(await fixture.status(ids[0])).toBe('scheduled');
    await allCompleted(ids);
    const [attempt] = await fixture.sql<{ lag: number }>(
      `SELECT extract(epoch FROM (SELECT min(started_at) FROM task_history) - execute_at)::float8 AS lag FROM tasks`,
    );
    expect(attempt?.lag).toBeGreaterThanOrEqual(0);
    expect(attempt?.lag).toBeLessThan(2);
  });

  it('tells a worker of a cancel at once, and again with its heartbeat', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker();
    const [id = ''] = await fixture.submit();
    const attempt = await until(() => worker.attempts.get(id));
    await fixture.cancel(id);
    await until(() => worker.control.find((word) => word.action === 'cancel' && word.task_id === id), {
      timeoutMs: 1000,
    });
    expect((await worker.beat()).cancel).toEqual([id]);
    await worker.report(attempt, { kind: 'cancelled' });
    expect(await fixture.status(id)).toBe('cancelled');
  });

  it('takes back what stands on the broker for an agent that was paused', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker({ takesTasks: false });
    const ids = await fixture.submit(3);
    await until(async () => (await fixture.statuses(ids)).every((status) => status === 'queued'));
    await fixture.sql(`UPDATE agent_limits SET paused = true`);
    await until(async () => (await fixture.statuses(ids)).every((status) => status === 'pending'));
    await fixture.sql(`UPDATE agent_limits SET paused = false`);
    await completesEverything(worker).take();
    await allCompleted(ids);
  });

  it('answers a heartbeat with a checkpoint only once the checkpoint is kept', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker();
    const [id = ''] = await fixture.submit();
    await until(() => worker.attempts.has(id));
    await fixture.sql(`ALTER TABLE checkpoints RENAME TO checkpoints_away`);
    await expect(worker.beat({ step: 1 })).rejects.toMatchObject({ code: 'BUS_REQUEST_TIMEOUT' });
    expect((await worker.beat()).renewed).toEqual([id]);
    await fixture.sql(`ALTER TABLE checkpoints_away RENAME TO checkpoints`);
    expect((await worker.beat({ step: 1 })).renewed).toEqual([id]);
    expect(await fixture.sql(`SELECT 1 FROM checkpoints WHERE task_id = $1`, id)).toHaveLength(1);
  });

  it('dispatches again what the broker lost', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker({ takesTasks: false });
    const ids = await fixture.submit(3);
    await until(async () => (await fixture.statuses(ids)).every((status) => status === 'queued'));
    await fixture.sql(`DELETE FROM bus.messages`);
    const redispatched = () => fixture.sql(`SELECT 1 FROM tasks WHERE status = 'queued' AND dispatch_no = 2`);
    await until(async () => (await redispatched()).length === 3, { timeoutMs: 60_000 });
    await completesEverything(worker).take();
    await allCompleted(ids);
    expect(await fixture.sql(`SELECT 1 FROM task_events WHERE data ->> 'reason' = 'lost_by_broker'`)).toHaveLength(3);
  }, 120_000);

  it('goes on by itself after every connection to the database was cut', async () => {
    await fixture.orchestrator();
    completesEverything(await fixture.worker());
    await allCompleted(await fixture.submit(3));
    await fixture.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await allCompleted(await until(() => fixture.submit(3)));
  });
});

describe('an orchestrator whose broker or workers misbehave', () => {
  it('takes back what could not be published, and publishes it once it can', async () => {
    await fixture.orchestrator();
    const worker = completesEverything(await fixture.worker());
    await fixture.sql(`ALTER TABLE bus.messages RENAME TO messages_away`);
    const ids = await fixture.submit(2);
    const takenBack = () => fixture.sql(`SELECT 1 FROM task_events WHERE data ->> 'reason' = 'publish_failed'`);
    await until(async () => (await takenBack()).length >= 4);
    await fixture.sql(`ALTER TABLE bus.messages_away RENAME TO messages`);
    await allCompleted(ids, 20_000);
    expect(worker.denials).toEqual([]);
    // What comes back wakes its dispatcher; it backs off all the same.
    expect((await takenBack()).length).toBeLessThan(30);
  });

  it('refuses the tasks of another team, and a team without a key holds nobody up', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker({ takesTasks: false });
    const stranger = await fixture.worker({ team: 'marketing', workerId: 'm', takesTasks: false });
    const [id = ''] = await fixture.submit();
    await until(async () => (await fixture.status(id)) === 'queued');
    await stranger.claim([{ task_id: id, dispatch_no: 1, agent_id: 'echo' }]);
    expect(stranger.denials).toEqual(['foreign_team']);
    const nobody = stranger
      .claim([{ task_id: id, dispatch_no: 1, agent_id: 'echo' }], 'nowhere')
      .catch(() => undefined);
    await completesEverything(worker).take();
    await allCompleted([id]);
    await nobody;
    expect(stranger.attempts.size).toBe(0);
  });

  it('answers a repeated report as before, and a stale one as lost', async () => {
    await fixture.orchestrator();
    const worker = await fixture.worker();
    const [id = ''] = await fixture.submit();
    const attempt = await until(() => worker.attempts.get(id));
    const verdictOf = async (answer: Promise<{ results: readonly { verdict: string }[] }>) =>
      (await answer).results[0]?.verdict;
    expect(await verdictOf(worker.complete({ ...attempt, leaseToken: crypto.randomUUID() }, 1))).toBe('lost');
    expect(await verdictOf(worker.complete(attempt, 1))).toBe('settled');
    expect(await verdictOf(worker.complete(attempt, 1))).toBe('settled');
    expect(await verdictOf(worker.complete(attempt, 2))).toBe('lost');
  });
});

describe('several orchestrators', () => {
  it('leave a team to another at once when they stop', async () => {
    const first = await fixture.orchestrator();
    await until(async () => (await fixture.sql(`SELECT 1 FROM team_dispatch WHERE owner IS NOT NULL`)).length === 5);
    await fixture.orchestrator();
    completesEverything(await fixture.worker());
    await allCompleted(await fixture.submit(2));
    await first.stop();
    await allCompleted(await fixture.submit(2), 4000);
    const [row] = await fixture.sql<{ term: number }>(`SELECT term FROM team_dispatch WHERE team = 'platform'`);
    expect(row?.term).toBe(2);
  });

  it('together never exceed an agent’s concurrency, nor start more than its rate limit allows', async () => {
    for (let i = 0; i < 3; i++) await fixture.orchestrator();
    const rate = 20;
    const burst = 3;
    await fixture.sql(
      `UPDATE agent_limits SET max_concurrent_tasks = 4, rate_per_second = $1, rate_burst = $2, rate_tokens = $2
        WHERE agent_id = 'echo'`,
      rate,
      burst,
    );
    let running = 0;
    let most = 0;
    for (const workerId of ['a', 'b']) {
      const worker = await fixture.worker({ workerId, slots: 20 });
      worker.onAttempt = (attempt) => {
        most = Math.max(most, ++running);
        setTimeout(() => {
          running -= 1;
          void worker.complete(attempt, 1);
        }, 60);
      };
    }
    const ids = await fixture.submit(40);
    await allCompleted(ids, 20_000);
    expect(most).toBeLessThanOrEqual(4);
    const starts = await fixture.sql<{ at: number }>(
      `SELECT extract(epoch FROM at)::float8 AS at FROM task_events WHERE type = 'started' ORDER BY at`,
    );
    // In any stretch of time no more starts than the burst and what flowed in since; the commit's own time is the slack.
    for (const [i, { at: from }] of starts.entries()) {
      for (const [j, { at: to }] of starts.slice(i).entries()) {
        expect(j + 1).toBeLessThanOrEqual(Math.ceil(burst + (to - from + 0.1) * rate));
      }
    }
  }, 60_000);
});
