import { freshDatabase, until } from '@cadre/testing';
import { type Queryable, unnamedStatement } from '../../database/statement';
import { EngineFixture, type Started, TEAM } from '../../testing/engine-fixture';
import { HeartbeatStore } from '../heartbeat/heartbeat.store';

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
beforeEach(async () => {
  await engine.clear();
  await engine.agent('echo');
});

const LIMITS = { batch: 100, timeLimitMarginSeconds: 30, cancelGraceSeconds: 15 };

describe('the heartbeat', () => {
  it('renews by token, notes progress, and says what is lost and what is to be cancelled', async () => {
    const kept = await engine.running();
    const cancelled = await engine.running();
    await engine.sql(`UPDATE tasks SET cancel_requested_at = now() WHERE task_id = $1`, cancelled.claim.taskId);
    await engine.sql(`UPDATE tasks SET lease_expires_at = now() - interval '1 minute'`);
    const progress = { percent: 40.4, currentStep: 'read', message: 'half\0way' };
    const renewed = await engine.heartbeats.renew([
      { taskId: kept.claim.taskId, leaseToken: kept.grant.leaseToken, team: TEAM, progress },
      { taskId: cancelled.claim.taskId, leaseToken: cancelled.grant.leaseToken, team: TEAM },
      { taskId: kept.claim.taskId, leaseToken: crypto.randomUUID(), team: TEAM },
      { taskId: kept.claim.taskId, leaseToken: kept.grant.leaseToken, team: 'marketing' },
    ]);
    expect(renewed.map(({ taskId, cancel }) => [taskId, cancel]).sort()).toEqual(
      [
        [kept.claim.taskId, false],
        [cancelled.claim.taskId, true],
      ].sort(),
    );
    const [row] = await engine.sql(
      `SELECT progress, current_step, progress_message, lease_expires_at > now() AS live FROM tasks WHERE task_id = $1`,
      kept.claim.taskId,
    );
    expect(row).toEqual({ progress: 40, current_step: 'read', progress_message: 'halfway', live: true });
    expect((await engine.reaper.reap(LIMITS)).events).toEqual([]);
  });

  it('keeps no checkpoint of a lost lease', async () => {
    const started = await engine.running();
    const { taskId } = started.claim;
    const lease = { taskId, leaseToken: crypto.randomUUID(), leaseNo: 1, tenant: 'default', cancel: false };
    await engine.heartbeats.saveCheckpoints([{ lease, content: Buffer.from('x') }]);
    expect(await engine.sql(`SELECT 1 FROM checkpoints`)).toEqual([]);
  });
});

describe('the reaper', () => {
  it('ends an expired lease as a lost worker, counted and retried, and refuses its late report', async () => {
    const started = await engine.running();
    await engine.sql(`UPDATE tasks SET lease_expires_at = now() - interval '1 second'`);
    const { events, reasons } = await engine.reaper.reap(LIMITS);
    expect(reasons).toEqual({ lease_expired: 1, time_limit: 0, cancel_overdue: 0 });
    expect(events).toEqual([expect.objectContaining({ type: 'retry_scheduled', from: 'running', to: 'retry' })]);
    const { results } = await engine.reports.recordOutcomes([engine.report(started, { kind: 'cancelled' })]);
    expect(results[0]?.verdict).toBe('lost');
    expect(await engine.sql(`SELECT outcome, counted, error_class FROM task_history`)).toEqual([
      { outcome: 'worker_lost', counted: true, error_class: 'worker_lost' },
    ]);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('ends no attempt for a time it has not seen: the clock may have been set since it looked', async () => {
    await engine.running();
    const { nowMs: asOfMs } = await engine.reaper.look();
    await engine.sql(`UPDATE tasks SET lease_expires_at = clock_timestamp()`);
    expect((await engine.reaper.reap({ ...LIMITS, asOfMs })).events).toEqual([]);
    const { nowMs: laterMs } = await engine.reaper.look();
    expect((await engine.reaper.reap({ ...LIMITS, asOfMs: laterMs })).reasons.lease_expired).toBe(1);
  });

  it('cancels a lost attempt that was to be cancelled, and one that did not obey in time', async () => {
    const lost = await engine.running();
    const deaf = await engine.running();
    await engine.sql(`UPDATE tasks SET cancel_requested_at = now() - interval '16 seconds'`);
    await engine.sql(
      `UPDATE tasks SET lease_expires_at = now() - interval '1 second' WHERE task_id = $1`,
      lost.claim.taskId,
    );
    const { reasons } = await engine.reaper.reap(LIMITS);
    expect(reasons).toEqual({ lease_expired: 1, time_limit: 0, cancel_overdue: 1 });
    for (const { claim } of [lost, deaf]) expect((await engine.row(claim.taskId)).status).toBe('cancelled');
    const outcomes = await engine.sql<{ outcome: string }>(`SELECT outcome FROM task_history ORDER BY outcome`);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['cancelled', 'worker_lost']);
  });

  it('ends an attempt far past its hard time limit as a timeout', async () => {
    const started = await engine.running({ timeoutSeconds: 10 });
    await engine.sql(`UPDATE tasks SET started_at = now() - interval '41 seconds', max_retries = 0`);
    // The margin grows by what the clock has jumped, which is no whole number.
    expect((await engine.reaper.reap({ ...LIMITS, timeLimitMarginSeconds: 31.5 })).reasons.time_limit).toBe(0);
    expect((await engine.reaper.reap({ ...LIMITS, timeLimitMarginSeconds: 30.5 })).reasons.time_limit).toBe(1);
    expect(await engine.row(started.claim.taskId)).toMatchObject({ status: 'timeout', error_code: 'TIMEOUT' });
    expect(await engine.sql(`SELECT error_class FROM dlq_tasks`)).toEqual([{ error_class: 'timeout' }]);
  });

  it('reaps each lease once when several reapers and a heartbeat race', async () => {
    await engine.worker('w1', 40);
    await engine.tasks(20);
    const started = await engine.start(await engine.dispatchAll(await engine.lead()));
    await engine.sql(`UPDATE tasks SET lease_expires_at = now() - interval '1 second'`);
    const saved = started.slice(0, 10);
    const renewals = saved.map(({ claim, grant }) => ({
      taskId: claim.taskId,
      leaseToken: grant.leaseToken,
      team: TEAM,
    }));
    const [renewed, ...reaped] = await Promise.all([
      engine.heartbeats.renew(renewals),
      ...Array.from({ length: 4 }, () => engine.reaper.reap(LIMITS)),
    ]);
    const ended = reaped.flatMap(({ events }) => events.map(({ task_id }) => task_id));
    expect(new Set(ended).size).toBe(ended.length);
    expect(ended.length + renewed.length).toBe(20);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('ends the others, the longest expired first, when one attempt cannot be ended', async () => {
    await engine.worker('w1', 10);
    await engine.tasks(3);
    const started = await engine.start(await engine.dispatchAll(await engine.lead()));
    const [broken = '', second = '', last = ''] = started.map(({ claim }) => claim.taskId);
    const expire = (id: string, seconds: number) =>
      engine.sql(
        `UPDATE tasks SET lease_expires_at = now() - make_interval(secs => $2) WHERE task_id = $1`,
        id,
        seconds,
      );
    await Promise.all([expire(broken, 30), expire(last, 10), expire(second, 20)]);
    // The attempt's place in the history is taken: its end breaks the key of the table.
    await engine.sql(
      `INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, worker_id, outcome, counted, started_at)
       SELECT task_id, lease_no, agent_id, team, tenant, worker_id, 'failed', false, now() FROM tasks WHERE task_id = $1`,
      broken,
    );
    const first = await engine.reaper.reap({ ...LIMITS, batch: 2 });
    expect(first.events.map(({ task_id }) => task_id)).toEqual([second]);
    expect(first).toMatchObject({ reasons: { lease_expired: 1 }, more: true, errors: [expect.anything()] });
    const next = await engine.reaper.reap({ ...LIMITS, batch: 2 });
    expect(next.events.map(({ task_id }) => task_id)).toEqual([last]);
    expect(await engine.row(broken)).toMatchObject({ status: 'running' });
  });

  it('spares a worker that was heard from since it was looked at', async () => {
    await engine.running();
    const known = await engine.presence.known();
    await engine.worker();
    expect(await engine.presence.giveUp(known)).toEqual([]);
    expect(await engine.presence.known()).toHaveLength(1);
  });

  it.each<[string, (tx: Queryable, started: Started) => Promise<unknown>]>([
    [
      'its heartbeat',
      (tx) => tx.execute(unnamedStatement(`UPDATE workers SET last_heartbeat_at = clock_timestamp()`), []),
    ],
    [
      'the renewal of its lease',
      (tx, { claim, grant }) =>
        new HeartbeatStore(tx, engine.cipher).renew([{ ...claim, leaseToken: grant.leaseToken, team: TEAM }]),
    ],
  ])('takes no lease away when %s commits while it is being given up', async (_, heard) => {
    const started = await engine.running();
    await engine.sql(`UPDATE tasks SET lease_expires_at = now() + interval '1 second'`);
    const known = await engine.presence.known();
    const taken = await engine.db.transaction(async (tx) => {
      await heard(tx, started);
      const givingUp = engine.presence.giveUp(known);
      await until(() =>
        engine
          .sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)
          .then(({ length }) => length > 0),
      );
      return { givingUp };
    });
    expect(await taken.givingUp).toEqual([]);
    expect((await engine.reaper.reap(LIMITS)).events).toEqual([]);
  });

  it('finds the leases of a worker that is gone at once', async () => {
    await engine.running();
    const known = await engine.presence.known();
    expect(await engine.presence.giveUp(known.map((one) => ({ ...one, workerId: 'other' })))).toEqual([]);
    expect(await engine.presence.giveUp(known)).toHaveLength(1);
    expect((await engine.reaper.reap(LIMITS)).reasons.lease_expired).toBe(1);
    expect(await engine.presence.known()).toEqual([]);
  });
});

describe('the promoter', () => {
  it('promotes what is due, whoever asks, once, and says when the next is', async () => {
    await engine.tasks(30, { executeAt: new Date(Date.now() + 3_600_000) });
    expect(await engine.promoter.promote(100)).toEqual([]);
    expect(await engine.promoter.nextDueMs()).toBeGreaterThan(3_500_000);
    await engine.sql(`UPDATE tasks SET available_at = now()`);
    const parts = await Promise.all(Array.from({ length: 3 }, () => engine.promoter.promote(100)));
    expect(parts.flat()).toHaveLength(30);
    expect(await engine.promoter.nextDueMs()).toBeNull();
    expect(await engine.brokenLogs()).toEqual([]);
  });
});

describe('the expiry', () => {
  it('cancels what was not started in time and leaves what runs', async () => {
    const started = await engine.running();
    const waiting = await engine.task({ executeAt: new Date(Date.now() + 60_000) });
    await engine.sql(`UPDATE tasks SET expires_at = now() - interval '1 second'`);
    const events = await engine.expiry.expire(100);
    expect(events).toEqual([expect.objectContaining({ task_id: waiting, type: 'cancelled', from: 'scheduled' })]);
    expect(await engine.row(waiting)).toMatchObject({ status: 'cancelled', error_code: 'EXPIRED' });
    expect(await engine.row(started.claim.taskId)).toMatchObject({ status: 'running' });
    expect(await engine.expiry.nextExpiryMs()).toBeNull();
  });
});

describe('taking back', () => {
  it('takes back exactly the dispatch that is named', async () => {
    await engine.worker();
    const taskId = await engine.task();
    const lease = await engine.lead();
    await engine.dispatchAll(lease);
    expect(await engine.takeBacks.takeBack([{ taskId, dispatchNo: 2 }], 'stuck', 'test')).toEqual([]);
    expect(await engine.takeBacks.takeBack([{ taskId, dispatchNo: 1 }], 'stuck', 'test')).toHaveLength(1);
    expect((await engine.dispatchAll(lease))[0]?.dispatchNo).toBe(2);
  });

  it('takes back what a paused agent has on the broker, and what was queued before a moment', async () => {
    await engine.agent('paused');
    await engine.worker('w1', 20);
    await engine.tasks(2);
    await engine.tasks(3, { agentId: 'paused' });
    await engine.dispatchAll(await engine.lead());
    await engine.sql(`UPDATE agent_limits SET paused = true WHERE agent_id = 'paused'`);
    const [team] = await engine.takeBacks.queuedTeams([TEAM, 'marketing']);
    expect(team).toMatchObject({ team: TEAM, paused: true });
    expect(await engine.takeBacks.takeBackPaused([TEAM], 'test')).toHaveLength(3);
    const before = team?.oldestQueuedAtMs ?? 0;
    expect(await engine.takeBacks.takeBackQueuedBefore(TEAM, before, 'lost_by_broker', 'test')).toEqual([]);
    const now = team?.nowMs ?? 0;
    expect(await engine.takeBacks.takeBackQueuedBefore(TEAM, now, 'lost_by_broker', 'test')).toHaveLength(2);
  });
});

describe('the statistics', () => {
  it('count waiting, running and finished work per team, agent and priority', async () => {
    await engine.agent('other', { max: 0 });
    await engine.tasks(3, { agentId: 'other', priority: 1 });
    const started = await engine.running();
    await engine.running();
    await engine.reports.recordOutcomes([
      engine.report(started, { kind: 'completed', result: Buffer.from('1'), hash: '1' }),
    ]);
    const statistics = await engine.snapshots.survey();
    const groups = [...statistics.groups].sort((a, b) => a.priority - b.priority);
    expect(groups).toEqual([
      expect.objectContaining({ team: TEAM, agent_id: 'other', priority: 1, pending: 3, running: 0 }),
      expect.objectContaining({ team: TEAM, agent_id: 'echo', priority: 5, running: 1, finished_per_minute: 1 }),
    ]);
    await engine.snapshots.write(statistics, 3, 'o1');
    await engine.snapshots.write(statistics, 4, 'o2');
    expect(await engine.sql(`SELECT scope, cost_ms, written_by FROM stats_snapshot`)).toEqual([
      { scope: 'queues', cost_ms: 4, written_by: 'o2' },
    ]);
  });
});
