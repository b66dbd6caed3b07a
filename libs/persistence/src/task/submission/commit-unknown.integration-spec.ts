import { freshDatabase } from '@cadre/testing';
import { Database } from '../../database/database';
import { CommitUnknownError } from '../../database/errors';
import { statement } from '../../database/statement';
import { LossyProxy, type CommitLoss } from '../../testing/lossy-proxy';
import { keyedSubmission, newTask, StoreFixture, submissionOf } from '../../testing/store-fixture';
import { TaskSubmissionStore } from './task-submission.store';

let store: StoreFixture;
let proxy: LossyProxy;
let db: Database;
let submissions: TaskSubmissionStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  proxy = await LossyProxy.before(database.url);
  db = new Database({ url: proxy.url, poolSize: 2 });
  submissions = new TaskSubmissionStore(db, store.cipher);
  drop = () => database.drop();
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await store.close();
  await drop();
});

describe.each<CommitLoss>(['answer', 'request'])('a commit whose %s is lost', (loss) => {
  it('is run again: the caller is told of one accepted task, and there is one', async () => {
    const task = newTask();
    proxy.loseNextCommit(loss);
    const outcome = await submissions.submit(submissionOf(task));
    expect(outcome).toMatchObject({ kind: 'decided', results: [{ kind: 'accepted', taskId: task.taskId }] });
    expect(await store.eventsOf(task.taskId)).toEqual(['submitted >pending']);
    const audit = await store.sql(`SELECT 1 FROM audit_log WHERE task_id = $1`, task.taskId);
    expect(audit).toHaveLength(1);
  });

  it('keeps a stored answer that repetitions get', async () => {
    const task = newTask();
    const key = `lost-${loss}`;
    proxy.loseNextCommit(loss);
    expect(await submissions.submit(keyedSubmission(task, key))).toMatchObject({
      kind: 'decided',
      results: [{ kind: 'accepted', taskId: task.taskId }],
    });
    expect(await submissions.submit(keyedSubmission(newTask(), key))).toMatchObject({
      kind: 'replayed',
      answer: { body: { task_ids: [task.taskId] } },
    });
  });

  it('is told to callers that did not ask for a rerun', async () => {
    proxy.loseNextCommit(loss);
    const harmless = statement<[]>('spec_touch', `UPDATE tenants SET name = name`);
    await expect(db.transaction((tx) => tx.execute(harmless, []))).rejects.toBeInstanceOf(CommitUnknownError);
  });
});
