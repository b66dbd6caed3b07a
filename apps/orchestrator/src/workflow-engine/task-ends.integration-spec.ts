import { PayloadCipher } from '@cadre/crypto';
import { DeadLetterStore, TaskCommandStore } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { BY, say, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
let tasks: TaskCommandStore;
let letters: DeadLetterStore;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
  const cipher = new PayloadCipher(fixture.engine.ring);
  tasks = new TaskCommandStore(fixture.engine.db, cipher);
  letters = new DeadLetterStore(fixture.engine.db, cipher);
});
afterEach(() => fixture.close());

/** A run whose only step is held by the worker. */
async function held(more: object = {}): Promise<{ id: string; taskId: string }> {
  fixture.held.add('held');
  const id = await fixture.begin({ steps: [say('a', 'held', more)] });
  const taskId = await fixture.taskOf(id, 'a');
  await until(() => fixture.seen.includes('held'));
  return { id, taskId };
}

describe('a run hears of the end of a step’s task', () => {
  it('that was completed', async () => {
    const { id, taskId } = await held();
    await fixture.complete(taskId);
    await fixture.ended(id, 'completed');
  });

  it('that failed for good and left a dead letter, which may be submitted again without the run', async () => {
    const { id, taskId } = await held();
    await fixture.fail(taskId, 'permanent');
    const run = await fixture.ended(id, 'failed');
    const notes = await fixture.notes(id);
    expect(
      await letters.resubmit(taskId, { newTaskId: crypto.randomUUID(), agentVersion: '1', origin: BY.origin }),
    ).toMatchObject({
      kind: 'resubmitted',
    });
    const again = await tasks.retry(taskId, { newTaskId: crypto.randomUUID(), agentVersion: '1', force: false }, BY);
    expect(again).toMatchObject({ kind: 'retried' });
    const strangers = await fixture.engine.sql(
      `SELECT 1 FROM tasks WHERE retried_from = $1 AND workflow_id IS NOT NULL`,
      taskId,
    );
    expect(strangers).toEqual([]);
    expect(await fixture.read(id)).toMatchObject({ status: 'failed', event_seq: run.event_seq });
    expect(await fixture.notes(id)).toEqual(notes);
  });

  it('that failed after its retries', async () => {
    fixture.held.add('held');
    const id = await fixture.begin({ steps: [say('a', 'held', { retry: 0 })] });
    await fixture.fail(await fixture.taskOf(id, 'a'), 'transient');
    await fixture.ended(id, 'failed');
  });

  it('that was cancelled through the API while it ran', async () => {
    const { id, taskId } = await held();
    await tasks.cancel([taskId], BY);
    expect(await fixture.ended(id, 'failed')).toMatchObject({ error_path: 'a', error_code: 'CANCELLED' });
  });

  it('that was cancelled through the API before it ran', async () => {
    await fixture.pauseAgent();
    const id = await fixture.begin({ steps: [say('a')] });
    await tasks.cancel([await fixture.taskOf(id, 'a')], BY);
    await fixture.ended(id, 'failed');
    expect(fixture.seen).toEqual([]);
  });

  it('that ran into its time limit', async () => {
    const { id, taskId } = await held({ retry: 0, timeout_seconds: 1 });
    await fixture.fail(taskId, 'timeout');
    const run = await fixture.ended(id, 'failed');
    expect(run.steps[0]).toMatchObject({ status: 'failed' });
  });

  it('that could not be started at all', async () => {
    await fixture.pauseAgent();
    const id = await fixture.begin({ steps: [say('a')] });
    const taskId = await fixture.taskOf(id, 'a');
    await fixture.engine.sql(`DELETE FROM task_payloads WHERE task_id = $1`, taskId);
    await fixture.resumeAgent();
    expect(await fixture.ended(id, 'failed')).toMatchObject({ error_code: 'PAYLOAD_UNREADABLE' });
    const { event_seq: seq } = await fixture.read(id);
    expect(await letters.discard(taskId, { origin: BY.origin })).toMatchObject({ kind: 'discarded' });
    expect(await fixture.read(id)).toMatchObject({ status: 'failed', event_seq: seq });
  });
});
