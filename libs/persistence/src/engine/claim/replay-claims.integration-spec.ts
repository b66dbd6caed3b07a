import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { SYSTEM_ORIGIN } from '../../audit/origin';
import { DeadLetterStore } from '../../dlq/dead-letter.store';
import { payloadAad } from '../../task/payload-aad';
import { EngineFixture } from '../../testing/engine-fixture';
import type { ReportedOutcome } from '../report/attempt-report';
import type { Claim } from './grant';

let engine: EngineFixture;
let letters: DeadLetterStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url, 20);
  letters = new DeadLetterStore(engine.db, engine.cipher);
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

const BROKEN: ReportedOutcome = {
  kind: 'failed',
  errorClass: 'permanent',
  errorCode: 'E_BROKEN',
  message: 'it broke',
  stack: null,
};

interface Dead {
  readonly taskId: string;
  readonly deadLetterId: string;
  /** The claim for the copy that stands at the broker. */
  readonly replay: Claim;
  /** The claim of the attempt that failed. */
  readonly original: Claim;
}

/** A task that failed for good, and its dead letter. */
async function dead(): Promise<Dead> {
  const started = await engine.running({ tags: ['a', 'b'], priority: 3 });
  await engine.reports.recordOutcomes([engine.report(started, BROKEN)]);
  const { taskId } = started.claim;
  const [row] = await engine.sql<{ dlq_id: string }>(`SELECT dlq_id FROM dlq_tasks WHERE task_id = $1`, taskId);
  const deadLetterId = row?.dlq_id ?? 'none';
  return { taskId, deadLetterId, original: started.claim, replay: copyOf(started.claim, deadLetterId) };
}

/** Each delivery is claimed under an id of its own. */
function copyOf(claim: Claim, deadLetterId: string): Claim {
  return { ...claim, claimId: uuidv7(), deadLetterId };
}

const mirrored = () => engine.sql(`UPDATE dlq_tasks SET mirrored_at = now()`);
const audited = (taskId: string) =>
  engine.sql(`SELECT event_type, outcome, tenant, user_id, data FROM audit_log WHERE task_id = $1`, taskId);
const successors = () =>
  engine.sql<{ task_id: string; status: string }>(`SELECT * FROM tasks WHERE retried_from IS NOT NULL`);

describe('a claim for the copy of a dead letter', () => {
  it('makes the new task that the API would make, and lets the message be dropped', async () => {
    const { taskId, deadLetterId, replay } = await dead();
    const { results, events } = await engine.claims.claim([replay]);
    const [successor] = await successors();
    const newTaskId = successor?.task_id;
    expect(results).toEqual([{ granted: false, claim: replay, reason: 'finished', replay: { newTaskId } }]);
    expect(successor).toMatchObject({
      ...{ status: 'pending', retried_from: taskId, priority: 3, tags: ['a', 'b'], agent_version: '1' },
      submitted_by: '00000000-0000-7000-8000-000000000001',
    });
    expect(await letters.get(deadLetterId)).toMatchObject({ state: 'resubmitted', new_task_id: newTaskId });
    expect(events.map((event) => [event.task_id, event.type])).toEqual([
      [taskId, 'resubmitted'],
      [newTaskId, 'submitted'],
    ]);
    expect(await audited(taskId)).toEqual([
      {
        ...{ event_type: 'dead_letter_resubmitted', outcome: 'ok', tenant: 'default', user_id: null },
        data: { new_task_id: newTaskId },
      },
    ]);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('makes a task that runs, with the same parameters', async () => {
    await engine.claims.claim([(await dead()).replay]);
    const [started] = await engine.start(await engine.dispatchAll(await engine.lead()));
    expect(started?.claim.taskId).toBe((await successors())[0]?.task_id);
    expect(JSON.parse(started?.grant.parameters.toString() ?? '')).toEqual({ message: 'hello' });
  });

  it('makes one task of all copies and askers, however they meet', async () => {
    const { deadLetterId, replay } = await dead();
    const copies = Array.from({ length: 6 }, () => copyOf(replay, deadLetterId));
    await Promise.all([
      engine.claims.claim(copies.slice(0, 2)),
      letters.resubmit(deadLetterId, { newTaskId: uuidv7(), origin: SYSTEM_ORIGIN }),
      ...copies.slice(2).map((copy) => engine.claims.claim([copy])),
    ]);
    expect(await successors()).toHaveLength(1);
    expect(await engine.deadlocks()).toBe(0);
  });

  it('replays many in one batch, the rest when they ask again, and starts others beside them', async () => {
    const all: Dead[] = [];
    for (let n = 0; n < 22; n += 1) all.push(await dead());
    const [waiting] = [await engine.task(), await engine.worker('w1', 100)];
    const [task] = await engine.dispatchAll(await engine.lead());
    if (!task) throw new TypeError('one is due');
    const replays = all.map(({ replay }) => replay);
    const { results } = await engine.claims.claim([...replays, engine.claimOf(task)]);
    expect(results.find(({ claim }) => claim.taskId === waiting)).toMatchObject({ granted: true });
    expect(results).toHaveLength(21);
    await engine.claims.claim(replays);
    await engine.claims.claim(replays.slice(20));
    expect(await successors()).toHaveLength(22);
  });

  it.each<[string, string, (found: Dead) => Partial<Claim>]>([
    ['superseded', 'another dispatch', () => ({ dispatchNo: 9 })],
    ['foreign_team', 'another team', () => ({ team: 'marketing' })],
    ['not_found', 'another task', () => ({ taskId: uuidv7() })],
    ['not_found', 'no dead letter', () => ({ deadLetterId: uuidv7() })],
  ])('answers %s when it is of %s', async (reason, _, change) => {
    const found = await dead();
    const { results } = await engine.claims.claim([{ ...found.replay, ...change(found) }]);
    expect(results).toEqual([expect.objectContaining({ granted: false, reason })]);
    expect(await successors()).toEqual([]);
  });

  it('changes nothing once the letter is discarded', async () => {
    const { deadLetterId, replay } = await dead();
    await letters.discard(deadLetterId, { origin: SYSTEM_ORIGIN });
    const { results } = await engine.claims.claim([replay]);
    expect(results).toEqual([{ granted: false, claim: replay, reason: 'finished' }]);
    expect(await successors()).toEqual([]);
  });
});

describe('a dead letter that cannot be replayed', () => {
  it.each<[string, (taskId: string) => Promise<unknown>]>([
    ['PARAMETERS_UNREADABLE', (taskId) => engine.sql(`DELETE FROM task_payloads WHERE task_id = $1`, taskId)],
    [
      'PARAMETERS_UNREADABLE',
      (taskId) => {
        const foreign = engine.cipher.seal('{}', payloadAad('default', uuidv7(), 'parameters'));
        return engine.sql(`UPDATE task_payloads SET sealed = $2 WHERE task_id = $1`, taskId, foreign);
      },
    ],
    ['AGENT_NOT_FOUND', () => engine.sql(`UPDATE agents SET retired_at = now()`)],
  ])('stays open, is mirrored again and says why: %s', async (why, spoil) => {
    const { taskId, deadLetterId, replay } = await dead();
    await mirrored();
    await spoil(taskId);
    const { results, events } = await engine.claims.claim([replay]);
    expect(results).toEqual([{ granted: false, claim: replay, reason: 'unreadable', replay: { why } }]);
    expect([events, await successors()]).toEqual([[], []]);
    const [row] = await engine.sql(`SELECT state, mirrored_at FROM dlq_tasks WHERE dlq_id = $1`, deadLetterId);
    expect(row).toEqual({ state: 'open', mirrored_at: null });
    expect(await audited(taskId)).toEqual([expect.objectContaining({ outcome: 'failed', data: { why } })]);
  });
});

it('a late repeat of the dispatch that failed is no replay', async () => {
  const { original } = await dead();
  const again = { ...original, claimId: uuidv7() };
  const { results } = await engine.claims.claim([original, again]);
  expect(results.map((result) => !result.granted && result.reason)).toEqual(['finished', 'finished']);
  expect(await engine.sql(`SELECT state FROM dlq_tasks`)).toEqual([{ state: 'open' }]);
  expect(await successors()).toEqual([]);
});
