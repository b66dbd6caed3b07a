import { freshDatabase } from '@cadre/testing';
import { keyedSubmission, keyRequest, newTask, StoreFixture, submissionOf } from '../../testing/store-fixture';
import { TaskSubmissionStore } from './task-submission.store';
import type { SubmissionOutcome } from './submission';
import type { TaskResult } from '../new-task';

let store: StoreFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

function resultsOf(outcome: SubmissionOutcome | undefined) {
  return outcome?.kind === 'decided' ? outcome.results : [];
}

/** Three stores, as three processes would have; each answers for every third caller. */
function rivals(): (index: number) => TaskSubmissionStore {
  const make = () => new TaskSubmissionStore(store.db, store.cipher);
  const [first, second, third] = [make(), make(), make()];
  return (index) => (index % 3 === 0 ? first : index % 3 === 1 ? second : third);
}

describe('accepting a task', () => {
  it('keeps the row, its sealed parameters, its first event and an audit row together', async () => {
    const task = newTask({ tags: ['a "b"', 'c\\d'], metadata: { n: 1 }, parameters: { secret: 'canary' } });
    const outcome = await store.submissions.submit(submissionOf(task));

    expect(resultsOf(outcome)).toEqual([expect.objectContaining({ kind: 'accepted', status: 'pending' })]);
    const [row] = await store.sql<Record<string, unknown>>(`SELECT * FROM tasks WHERE task_id = $1`, task.taskId);
    expect(row).toMatchObject({ status: 'pending', event_seq: 1, tags: ['a "b"', 'c\\d'], metadata: { n: 1 } });
    const [payload] = await store.sql<{ sealed: string }>(
      `SELECT * FROM task_payloads WHERE task_id = $1`,
      task.taskId,
    );
    expect(payload?.sealed).toMatch(/^v1z?\./);
    expect(payload?.sealed).not.toContain('canary');
    expect(await store.eventsOf(task.taskId)).toEqual(['submitted >pending']);
    const audit = await store.sql(
      `SELECT event_type, host(ip_address) AS ip FROM audit_log WHERE task_id = $1`,
      task.taskId,
    );
    expect(audit).toEqual([{ event_type: 'task_submitted', ip: '192.0.2.7' }]);
  });

  it('schedules what is for later and lets what was for earlier be due', async () => {
    const [later, earlier] = await store.submissions.submitBatch([
      submissionOf(newTask({ executeAt: new Date(Date.now() + 60_000) })),
      submissionOf(newTask({ executeAt: new Date(Date.now() - 60_000) })),
    ]);
    expect(resultsOf(later)).toEqual([expect.objectContaining({ status: 'scheduled' })]);
    expect(resultsOf(earlier)).toEqual([expect.objectContaining({ status: 'pending' })]);
  });

  it('numbers tasks in the order they came, whatever their dedupe keys', async () => {
    const tasks = ['z', null, 'a', 'm'].map((key) => newTask({ dedupeKey: key && `order-${key}` }));
    const outcome = await store.submissions.submit(submissionOf(tasks));
    const numbers = resultsOf(outcome).map((result) => (result.kind === 'accepted' ? result.submitNo : -1));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it('removes what cannot be stored from texts', async () => {
    const task = newTask({ tags: ['a\0b\ud800'], metadata: { 'k\0': 'v\udfff' }, dedupeKey: 'd\0' });
    expect(resultsOf(await store.submissions.submit(submissionOf(task)))[0]?.kind).toBe('accepted');
    const rows = await store.sql(`SELECT tags, metadata, dedupe_key FROM tasks WHERE task_id = $1`, task.taskId);
    expect(rows).toEqual([{ tags: ['ab'], metadata: { k: 'v' }, dedupe_key: 'd' }]);
  });

  it('answers the same ids again as the same tasks', async () => {
    const submission = submissionOf(newTask());
    const first = resultsOf(await store.submissions.submit(submission));
    expect(resultsOf(await store.submissions.submit(submission))).toEqual(first);
  });
});

describe('a row the database refuses', () => {
  it.each([
    ['a number out of range (22003)', { timeoutSeconds: 1e12 }, '22003'],
    ['an id that is none (22P02)', { submittedBy: 'nobody' }, '22P02'],
    ['a broken constraint (23514)', { timeoutSeconds: 0 }, '23514'],
  ])('fails alone: %s', async (_name, bad, sqlState) => {
    const good = Array.from({ length: 20 }, () => submissionOf(newTask()));
    const batch = [...good.slice(0, 7), submissionOf(newTask(bad)), ...good.slice(7)];
    const outcomes = await store.submissions.submitBatch(batch);

    expect(outcomes.flatMap(resultsOf).filter((result) => result.kind === 'accepted')).toHaveLength(20);
    expect(resultsOf(outcomes[7])).toEqual([
      { kind: 'rejected', error: expect.objectContaining({ code: 'DATA_REJECTED', sqlState }) },
    ]);
  });

  it('fails alone within a bulk submission', async () => {
    const outcome = await store.submissions.submit(
      submissionOf([newTask(), newTask({ timeoutSeconds: 0 }), newTask()]),
    );
    expect(resultsOf(outcome).map((result) => result.kind)).toEqual(['accepted', 'rejected', 'accepted']);
  });

  it('takes an atomic submission with it, and nothing of it is kept', async () => {
    const tasks = [newTask(), newTask({ timeoutSeconds: 0 })];
    const outcome = await store.submissions.submit(submissionOf(tasks, { atomic: true }));
    expect(resultsOf(outcome).map((result) => result.kind)).toEqual(['withheld', 'rejected']);
    expect(await store.statusOf(tasks[0]?.taskId ?? '')).toBeUndefined();
  });

  it('takes an atomic submission with it when its submitter may not know the duplicate, and no other', async () => {
    const held = newTask({ dedupeKey: 'held' });
    await store.submissions.submit(submissionOf(held));
    const refuses = (result: TaskResult): boolean => result.kind === 'deduplicated';
    const tasks = [newTask(), newTask({ dedupeKey: 'held' }), newTask()];
    const keyed = keyedSubmission(newTask(), 'not taken').idempotency;
    const atomic = submissionOf(tasks, { atomic: true, refuses, ...(keyed && { idempotency: keyed }) });
    const others = Array.from({ length: 5 }, () => submissionOf(newTask()));
    const outcomes = await store.submissions.submitBatch([...others.slice(2), atomic, ...others.slice(0, 2)]);

    expect(resultsOf(outcomes[3])).toEqual([
      { kind: 'withheld' },
      expect.objectContaining({ kind: 'deduplicated', taskId: held.taskId }),
      { kind: 'withheld' },
    ]);
    for (const { taskId } of tasks) expect(await store.statusOf(taskId)).toBeUndefined();
    expect(outcomes.flatMap(resultsOf).filter(({ kind }) => kind === 'accepted')).toHaveLength(5);
    expect((await store.submissions.submit(keyedSubmission(newTask(), 'not taken', 'other'))).kind).toBe('decided');
  });

  it('leaves its idempotency key free for a corrected request', async () => {
    await store.submissions.submit(keyedSubmission(newTask({ timeoutSeconds: 0 }), 'corrected'));
    const again = await store.submissions.submit(keyedSubmission(newTask(), 'corrected'));
    expect(again.kind).toBe('decided');
  });

  it('never carries the values of the row in its error', async () => {
    const outcome = await store.submissions.submit(submissionOf(newTask({ timeoutSeconds: 0, dedupeKey: 'canary-7' })));
    const [result] = resultsOf(outcome);
    const error = result?.kind === 'rejected' ? result.error : null;
    expect(JSON.stringify({ ...error, message: error?.message, cause: error?.cause })).not.toContain('canary-7');
  });
});

describe('dedupe keys', () => {
  it('answer a second submission with the task that holds the key, also within one batch', async () => {
    const [first, second] = [newTask({ dedupeKey: 'k1' }), newTask({ dedupeKey: 'k1' })];
    const outcomes = await store.submissions.submitBatch([submissionOf(first), submissionOf(second)]);
    const winners = outcomes.flatMap(resultsOf).filter((result) => result.kind === 'accepted');
    const losers = outcomes.flatMap(resultsOf).filter((result) => result.kind === 'deduplicated');
    expect([winners.length, losers.length]).toEqual([1, 1]);
    expect(losers[0]).toMatchObject({ taskId: winners[0]?.taskId, submittedBy: first.submittedBy });
  });

  it('are free again once their holder is finished, and do not cross tenants or agents', async () => {
    const holder = await store.task({ dedupeKey: 'k2' });
    const other = await store.submissions.submit(
      submissionOf([newTask({ dedupeKey: 'k2', tenant: 'acme' }), newTask({ dedupeKey: 'k2', agentId: 'other' })]),
    );
    expect(resultsOf(other).map((result) => result.kind)).toEqual(['accepted', 'accepted']);
    await store.force(holder, 'completed');
    const after = await store.submissions.submit(submissionOf(newTask({ dedupeKey: 'k2' })));
    expect(resultsOf(after)[0]?.kind).toBe('accepted');
  });

  it('are held once among submitters that race', async () => {
    const stores = rivals();
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        stores(index).submit(submissionOf(newTask({ dedupeKey: `race-${index % 5}` }))),
      ),
    );
    const accepted = outcomes.flatMap(resultsOf).filter((result) => result.kind === 'accepted');
    expect(accepted).toHaveLength(5);
  });
});

describe('idempotency keys', () => {
  it('give the first answer to every repetition', async () => {
    const task = newTask();
    expect((await store.submissions.submit(keyedSubmission(task, 'i1'))).kind).toBe('decided');
    expect(await store.submissions.submit(keyedSubmission(newTask(), 'i1'))).toEqual({
      kind: 'replayed',
      answer: { statusCode: 201, body: { task_ids: [task.taskId] }, location: `/api/v1/tasks/${task.taskId}` },
    });
  });

  it('refuse another body', async () => {
    await store.submissions.submit(keyedSubmission(newTask(), 'i2'));
    expect(await store.submissions.submit(keyedSubmission(newTask(), 'i2', 'other'))).toEqual({ kind: 'key_reused' });
  });

  it('make one task among submitters that race, in one batch and in several processes', async () => {
    const stores = rivals();
    const before = await store.count('tasks');
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) => stores(index).submit(keyedSubmission(newTask(), 'i3'))),
    );
    const decided = outcomes.filter((outcome) => outcome.kind === 'decided');
    const replayed = outcomes.filter((outcome) => outcome.kind === 'replayed');
    expect([decided.length, replayed.length]).toEqual([1, 29]);
    expect(await store.count('tasks')).toBe(before + 1);
  });

  it('keep the answer sealed', async () => {
    await store.submissions.submit(keyedSubmission(newTask(), 'i4'));
    const [row] = await store.sql<{ sealed_answer: string }>(
      `SELECT sealed_answer FROM idempotency_keys WHERE key = $1`,
      keyRequest('i4').key,
    );
    expect(row?.sealed_answer).toMatch(/^v1\./);
  });
});
