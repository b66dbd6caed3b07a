import type { ReportedOutcome } from './attempt-report';
import { freshDatabase } from '@cadre/testing';
import { EngineFixture } from '../../testing/engine-fixture';
import { payloadAad } from '../../task/payload-aad';

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

const COMPLETED = {
  kind: 'completed',
  result: Buffer.from('{"ok":true}'),
  hash: 'h1',
} as const satisfies ReportedOutcome;

function failure(errorClass: string, message = 'boom'): ReportedOutcome {
  return { kind: 'failed', errorClass: errorClass as never, errorCode: 'E_TEST', message, stack: 'at x' };
}

async function verdicts(...reports: Parameters<EngineFixture['reports']['recordOutcomes']>[0]): Promise<string[]> {
  const { results } = await engine.reports.recordOutcomes(reports);
  return results.map(({ verdict }) => verdict);
}

describe('recording outcomes', () => {
  it('completes a task: sealed result, history, progress, one event', async () => {
    const started = await engine.running();
    const { taskId } = started.claim;
    const usage = { input_tokens: 3, cost_micro_usd: 7 };
    expect(await verdicts(engine.report(started, COMPLETED, { usage }))).toEqual(['settled']);
    expect(await engine.row(taskId)).toMatchObject({
      status: 'completed',
      progress: 100,
      lease_token: null,
      failures_counted: 0,
      usage,
    });
    const [payload] = await engine.sql<{ sealed: string }>(
      `SELECT sealed FROM task_payloads WHERE task_id = $1 AND kind = 'result'`,
      taskId,
    );
    const opened = engine.cipher.open(payload?.sealed ?? '', payloadAad('default', taskId, 'result'));
    expect(opened.toString()).toBe('{"ok":true}');
    expect(payload?.sealed).not.toContain('"ok"');
    const history = await engine.sql(`SELECT lease_no, outcome, counted, duration_ms, worker_id FROM task_history`);
    expect(history).toEqual([{ lease_no: 1, outcome: 'completed', counted: false, duration_ms: 5, worker_id: 'w1' }]);
    expect(await engine.eventTypes(taskId)).toEqual(['submitted', 'queued', 'started', 'completed']);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('settles the same report again, and loses one with another outcome or another result', async () => {
    const started = await engine.running();
    await verdicts(engine.report(started, COMPLETED));
    expect(await verdicts(engine.report(started, COMPLETED))).toEqual(['settled']);
    expect(await verdicts(engine.report(started, { ...COMPLETED, hash: 'h2' }))).toEqual(['lost']);
    expect(await verdicts(engine.report(started, failure('transient')))).toEqual(['lost']);
    expect(await engine.eventTypes(started.claim.taskId)).toHaveLength(4);
  });

  it('settles a duplicate inside one batch', async () => {
    const started = await engine.running();
    const report = engine.report(started, COMPLETED);
    expect(await verdicts(report, { ...report }, engine.report(started, failure('permanent')))).toEqual([
      'settled',
      'settled',
      'lost',
    ]);
  });

  it('settles a late repeat of a failed attempt although the next attempt runs', async () => {
    const started = await engine.running();
    const report = engine.report(started, failure('transient'));
    expect(await verdicts(report)).toEqual(['settled']);
    await engine.sql(`UPDATE tasks SET available_at = now() - interval '1 second'`);
    await engine.promoter.promote(10);
    const [next] = await engine.start(await engine.dispatchAll(await engine.lead()));
    expect(next?.grant.leaseNo).toBe(2);
    expect(await verdicts(report)).toEqual(['settled']);
    expect(await engine.row(started.claim.taskId)).toMatchObject({ status: 'running', lease_no: 2 });
  });

  it('plans a retry by the policy and counts the failure', async () => {
    const started = await engine.running();
    const { taskId } = started.claim;
    expect(await verdicts(engine.report(started, failure('transient')))).toEqual(['settled']);
    const row = await engine.row(taskId);
    expect(row).toMatchObject({ status: 'retry', failures_counted: 1, error_code: 'E_TEST', error_message: 'boom' });
    const [delay] = await engine.sql<{ ms: number }>(
      `SELECT extract(epoch FROM available_at - updated_at)::float8 * 1000 AS ms FROM tasks`,
    );
    expect(delay?.ms).toBeCloseTo(1000, 0);
    expect(await engine.sql(`SELECT 1 FROM dlq_tasks`)).toEqual([]);
  });

  it('ends a permanent failure with a dead letter, its error and its stack trace', async () => {
    const started = await engine.running();
    const { taskId } = started.claim;
    await verdicts(engine.report(started, failure('permanent', 'bad\0 input 123 \ud800')));
    expect(await engine.row(taskId)).toMatchObject({ status: 'failed', error_message: 'bad input 123 ' });
    const letters = await engine.sql<{ fingerprint: string }>(
      `SELECT task_id, error_class, attempts, retry_count, state, fingerprint FROM dlq_tasks`,
    );
    expect(letters).toEqual([
      expect.objectContaining({
        task_id: taskId,
        error_class: 'permanent',
        attempts: 1,
        retry_count: 0,
        state: 'open',
      }),
    ]);
    expect(letters[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(await engine.sql(`SELECT kind FROM task_payloads WHERE kind = 'error'`)).toHaveLength(1);
  });

  it('hands work back uncounted', async () => {
    const started = await engine.running();
    await verdicts(engine.report(started, { kind: 'handed_back', reason: 'shutdown' }));
    expect(await engine.row(started.claim.taskId)).toMatchObject({
      status: 'pending',
      failures_counted: 0,
      lease_no: 1,
    });
  });

  it('cancels whatever ends after a cancel was asked for, except a completion', async () => {
    const one = await engine.running();
    const other = await engine.running();
    await engine.sql(`UPDATE tasks SET cancel_requested_at = now()`);
    await verdicts(engine.report(one, failure('permanent')), engine.report(other, COMPLETED));
    expect(await engine.row(one.claim.taskId)).toMatchObject({ status: 'cancelled', error_code: null });
    expect(await engine.row(other.claim.taskId)).toMatchObject({ status: 'completed' });
    expect(await engine.sql(`SELECT 1 FROM dlq_tasks`)).toEqual([]);
  });

  it.each([
    [
      'that is too large',
      { kind: 'completed', result: Buffer.alloc(1024 * 1024 + 1, 'x'), hash: 'h' },
      'RESULT_TOO_LARGE',
    ],
    ['that does not open', { kind: 'completed', result: null, hash: 'h' }, 'RESULT_UNREADABLE'],
  ] as const)('fails only the attempt with a result %s', async (_, outcome, code) => {
    const good = await engine.running();
    const bad = await engine.running();
    expect(await verdicts(engine.report(bad, outcome), engine.report(good, COMPLETED))).toEqual(['settled', 'settled']);
    expect(await engine.row(bad.claim.taskId)).toMatchObject({ status: 'failed', error_code: code });
    expect(await engine.row(good.claim.taskId)).toMatchObject({ status: 'completed' });
  });

  it('isolates a report whose data the database refuses', async () => {
    const good = await engine.running();
    const bad = await engine.running();
    const artifacts = [{ artifactId: 'no uuid', kind: 'k', name: 'n', size: 1, sha256: 's', contentType: 't' }];
    const report = engine.report(bad, COMPLETED, { artifacts });
    expect(await verdicts(report, engine.report(good, COMPLETED))).toEqual(['settled', 'settled']);
    expect(await engine.row(bad.claim.taskId)).toMatchObject({ status: 'failed', error_code: 'REPORT_REFUSED' });
    expect(await engine.row(good.claim.taskId)).toMatchObject({ status: 'completed' });
    expect(await verdicts(report)).toEqual(['settled']);
  });

  it('keeps artifacts and sealed log lines of the attempt', async () => {
    const started = await engine.running();
    const artifacts = [
      {
        artifactId: crypto.randomUUID(),
        kind: 'report',
        name: 'r.json',
        size: 5,
        sha256: 'abc',
        contentType: 'text/x',
      },
    ];
    const logs = [{ lineNo: 1, at: new Date(), level: 'info', text: 'hello log' }];
    await verdicts(engine.report(started, COMPLETED, { artifacts, logs }));
    expect(await engine.sql(`SELECT kind, name, tenant, agent_id, lease_no FROM artifacts`)).toEqual([
      { kind: 'report', name: 'r.json', tenant: 'default', agent_id: 'echo', lease_no: 1 },
    ]);
    const [line] = await engine.sql<{ sealed: string }>(`SELECT sealed FROM task_logs`);
    expect(line?.sealed).toMatch(/^v1\./);
  });

  it('refuses every stale token', async () => {
    const started = await engine.running();
    const stale = engine.report(started, COMPLETED, { leaseToken: crypto.randomUUID() });
    const other = engine.report(started, COMPLETED, { leaseNo: 2 });
    const foreign = engine.report(started, COMPLETED, { team: 'marketing' });
    expect(await verdicts(stale, other, foreign)).toEqual(['lost', 'lost', 'lost']);
    expect(await engine.row(started.claim.taskId)).toMatchObject({ status: 'running' });
  });

  it('counts up to the policy and then ends with the dead letter of a timeout', async () => {
    const retryPolicy = {
      max_retries: 1,
      strategy: 'fixed',
      delay_seconds: 0,
      factor: 1,
      max_delay_seconds: 1,
      jitter: 0,
    } as const;
    let started = await engine.running({ retryPolicy });
    await verdicts(engine.report(started, failure('timeout')));
    await engine.promoter.promote(10);
    [started = started] = await engine.start(await engine.dispatchAll(await engine.lead()));
    await verdicts(engine.report(started, failure('timeout')));
    expect(await engine.row(started.claim.taskId)).toMatchObject({
      status: 'timeout',
      failures_counted: 2,
      lease_no: 2,
    });
    expect(await engine.sql(`SELECT retry_count, attempts FROM dlq_tasks`)).toEqual([{ retry_count: 1, attempts: 2 }]);
    expect(await engine.brokenLogs()).toEqual([]);
  });
});
