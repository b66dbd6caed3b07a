import { freshDatabase } from '@cadre/testing';
import { EngineFixture, type Started } from '../../testing/engine-fixture';
import type { AttemptReport, ReportedOutcome, ReportResult } from './attempt-report';

const HONEST = 100;
const ZOMBIES = 10_000;
const PER_BATCH = 505;

let engine: EngineFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url, 4);
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});

const COMPLETED = { kind: 'completed', result: Buffer.from('"honest"'), hash: 'honest' } as const;
const ERROR = { errorClass: 'permanent', errorCode: 'E_ZOMBIE', message: 'from the grave', stack: 'at x' } as const;

/** Everything a worker may say of an attempt that is not its own any more. */
const SAYINGS: readonly ReportedOutcome[] = [
  COMPLETED,
  { kind: 'completed', result: Buffer.from('"zombie"'), hash: 'zombie' },
  { kind: 'failed', ...ERROR },
  { kind: 'handed_back', reason: 'shutdown' },
  { kind: 'cancelled' },
];

describe('10,000 reports under tokens that are not live', () => {
  it('are refused, 10,000 of them: nothing changes, and the 100 honest ones among them all settle', async () => {
    await engine.agent('echo');
    const former = await startAll();
    // Their workers are lost; each task runs again, under another lease.
    const present = await startAgain(former);
    const before = await everything();
    const zombies = Array.from({ length: ZOMBIES }, (_, no) => zombie(no, former, present));
    expect(await verdictsOn(zombies)).toEqual(['lost']);
    expect(await everything()).toEqual(before);

    const honest = present.map((started) => engine.report(started, COMPLETED));
    const mixed = interleaved(zombies, honest);
    const results = await inBatches(mixed);
    const settled = results.filter(({ verdict }) => verdict === 'settled').map(({ report }) => report.leaseToken);
    expect(settled.sort()).toEqual(honest.map(({ leaseToken }) => leaseToken).sort());
    expect(results).toHaveLength(ZOMBIES + HONEST);
    await expectOneGoodEndEach();

    const afterwards = await everything();
    expect(await verdictsOn(zombies)).toEqual(['lost']);
    expect(await everything()).toEqual(afterwards);
    expect(await engine.brokenLogs()).toEqual([]);
  }, 120_000);
});

async function startAll(): Promise<Started[]> {
  await engine.worker('w1', HONEST);
  await engine.tasks(HONEST);
  return engine.start(await engine.dispatchAll(await engine.lead()));
}

async function startAgain(former: readonly Started[]): Promise<Started[]> {
  await engine.sql(`UPDATE tasks SET lease_expires_at = now() - interval '1 minute'`);
  await engine.reaper.reap({ batch: HONEST, timeLimitMarginSeconds: 30, cancelGraceSeconds: 15 });
  await engine.sql(`UPDATE tasks SET available_at = now() - interval '1 second'`);
  await engine.promoter.promote(HONEST);
  const present = await engine.start(await engine.dispatchAll(await engine.lead()), 'w2');
  expect([former.length, present.length]).toEqual([HONEST, HONEST]);
  expect(new Set(present.map(({ grant }) => grant.leaseNo))).toEqual(new Set([2]));
  return present;
}

/** By its own former lease, by the present number under the former token, or under a token that nobody was ever given. */
function zombie(no: number, former: readonly Started[], present: readonly Started[]): AttemptReport {
  const place = no % HONEST;
  const [mine, theirs] = [former[place], present[place]];
  const said = SAYINGS[Math.floor(no / HONEST) % SAYINGS.length];
  if (mine === undefined || theirs === undefined || said === undefined) throw new RangeError(`no task ${place}`);
  const rest = { logs: [{ lineNo: 1, at: new Date(), level: 'info', text: 'boo' }], usage: { input_tokens: 1 } };
  const ways = [
    engine.report(mine, said, rest),
    engine.report(mine, said, { ...rest, leaseNo: theirs.grant.leaseNo }),
    engine.report(theirs, said, { ...rest, leaseToken: crypto.randomUUID() }),
  ] as const;
  return ways[no % 3 === 0 ? 0 : no % 3 === 1 ? 1 : 2];
}

async function verdictsOn(reports: readonly AttemptReport[]): Promise<string[]> {
  const results = await inBatches(reports);
  expect(results).toHaveLength(reports.length);
  return [...new Set(results.map(({ verdict }) => verdict))];
}

async function inBatches(reports: readonly AttemptReport[]): Promise<ReportResult[]> {
  const results: ReportResult[] = [];
  for (let from = 0; from < reports.length; from += PER_BATCH) {
    results.push(...(await engine.reports.recordOutcomes(reports.slice(from, from + PER_BATCH))).results);
  }
  return results;
}

/** One honest report in the middle of its share of the others. */
function interleaved(zombies: readonly AttemptReport[], honest: readonly AttemptReport[]): AttemptReport[] {
  const share = zombies.length / honest.length;
  return honest.flatMap((report, index) => {
    const from = index * share;
    return [...zombies.slice(from, from + share / 2), report, ...zombies.slice(from + share / 2, from + share)];
  });
}

async function expectOneGoodEndEach(): Promise<void> {
  const [counts] = await engine.sql(
    `SELECT count(*)::int AS tasks, count(DISTINCT task_id)::int AS different FROM task_events WHERE to_status = 'completed'`,
  );
  expect(counts).toEqual({ tasks: HONEST, different: HONEST });
}

/** Every row that a report could touch, as text. */
async function everything(): Promise<unknown[]> {
  const tables = ['tasks', 'task_events', 'task_history', 'task_payloads', 'task_logs', 'dlq_tasks', 'artifacts'];
  const rows = tables.map((table) =>
    engine.sql(
      `SELECT '${table}' AS of, count(*)::int, md5(string_agg(t::text, '|' ORDER BY t::text)) AS all FROM ${table} AS t`,
    ),
  );
  return Promise.all(rows);
}
