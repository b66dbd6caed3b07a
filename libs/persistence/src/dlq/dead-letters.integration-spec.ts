import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { ORIGIN, StoreFixture } from '../testing/store-fixture';
import { TaskCommandStore } from '../task/command/task-command.store';
import { TaskReadStore } from '../task/read/task-read.store';
import { payloadAad } from '../task/payload-aad';
import { DeadLetterStore } from './dead-letter.store';

let store: StoreFixture;
let letters: DeadLetterStore;
let reads: TaskReadStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  letters = new DeadLetterStore(store.db, store.cipher);
  reads = new TaskReadStore(store.db, store.cipher, store.keyedHash);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});
beforeEach(() => store.sql(`TRUNCATE dlq_tasks, tasks, task_payloads, task_events`));

interface Death {
  readonly agentId?: string;
  readonly fingerprint?: string;
  readonly errorClass?: string;
}

async function deadLetter({ agentId = 'echo', fingerprint = 'f', errorClass = 'permanent' }: Death = {}) {
  const taskId = await store.task({ agentId, parameters: { n: 1 }, priority: 3 });
  await store.force(taskId, 'failed');
  const dlqId = uuidv7();
  await store.sql(
    `INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message, fingerprint,
            attempts, retry_count, submitted_at)
     VALUES ($1, $2, $3, 'testing', 'default', 'E1', $4, 'it broke', $5, 1, 0, now())`,
    ...[dlqId, taskId, agentId, errorClass, fingerprint],
  );
  return { taskId, dlqId };
}

describe('reading dead letters', () => {
  it('lists by filter with a total, newest first', async () => {
    await deadLetter({ agentId: 'a' });
    const newest = await deadLetter({ agentId: 'a', errorClass: 'timeout' });
    await deadLetter({ agentId: 'b' });
    const page = await letters.list({ agent_id: 'a', limit: 10, offset: 0 });
    expect([page.total, page.tasks[0]?.dlq_id]).toEqual([2, newest.dlqId]);
    expect((await letters.list({ error_class: 'timeout', state: 'open', limit: 10, offset: 0 })).total).toBe(1);
    expect((await letters.list({ team: 'nobody', limit: 10, offset: 0 })).total).toBe(0);
  });

  it('shows one by its id or its task, with parameters and stack trace', async () => {
    const { taskId, dlqId } = await deadLetter();
    const stack = store.cipher.seal('at line 7', payloadAad('default', taskId, 'error'));
    await store.sql(`INSERT INTO task_payloads (task_id, kind, sealed) VALUES ($1, 'error', $2)`, ...[taskId, stack]);
    const shown = await letters.get(dlqId);
    expect(shown).toMatchObject({ parameters: { n: 1 }, stack_trace: 'at line 7', priority: 3, attempt_list: [] });
    expect(await letters.get(taskId)).toEqual(shown);
    expect(await letters.get(uuidv7())).toBeNull();
  });

  it('shows one whose payload does not open any more', async () => {
    const { taskId, dlqId } = await deadLetter();
    await store.sql(`UPDATE task_payloads SET sealed = 'v1.broken' WHERE task_id = $1`, taskId);
    expect(await letters.get(dlqId)).toMatchObject({ parameters: undefined, stack_trace: null });
  });

  it('groups the same error of the same agent, the largest first', async () => {
    await deadLetter({ fingerprint: 'x' });
    await deadLetter({ fingerprint: 'y' });
    await deadLetter({ fingerprint: 'y' });
    const { dlqId } = await deadLetter({ agentId: 'other', fingerprint: 'y' });
    await letters.discard(dlqId, { origin: ORIGIN });
    const groups = await letters.groups({ limit: 10 });
    expect(groups.map((group) => [group.agent_id, group.fingerprint, group.count])).toEqual([
      ['echo', 'y', 2],
      ['echo', 'x', 1],
    ]);
    expect(groups[0]).toMatchObject({
      sample_message: 'it broke',
      error_code: 'E1',
      sample_dlq_id: expect.any(String),
    });
  });
});

describe('resubmitting', () => {
  it('makes a new task with other parameters, priority and time, and settles the letter', async () => {
    const { taskId, dlqId } = await deadLetter();
    const newTaskId = uuidv7();
    const options = { newTaskId, priority: 1, parameters: { n: 2 }, delaySeconds: 60, origin: ORIGIN };
    const outcome = await letters.resubmit(dlqId, options);
    expect(outcome).toMatchObject({
      kind: 'resubmitted',
      newTaskId,
      status: 'scheduled',
      resubmittedAt: expect.any(Date),
    });
    expect(await reads.parameters(newTaskId)).toEqual({ kind: 'opened', value: { n: 2 } });
    expect(await reads.get(newTaskId, { kind: 'all' })).toMatchObject({ retried_from: taskId, priority: 1 });
    expect(await letters.get(dlqId)).toMatchObject({
      state: 'resubmitted',
      new_task_id: newTaskId,
      resolved_by: ORIGIN.userId,
    });
    expect((await store.eventsOf(taskId)).at(-1)).toBe('resubmitted');
  });

  it('happens once, however many try at the same time', async () => {
    const { taskId, dlqId } = await deadLetter();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        letters.resubmit(index % 2 ? taskId : dlqId, { newTaskId: uuidv7(), origin: ORIGIN }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.kind === 'resubmitted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'resolved')).toHaveLength(9);
    expect(await store.count('tasks')).toBe(2);
  });

  it('with the same new id again is the same resubmission', async () => {
    const { dlqId } = await deadLetter();
    const options = { newTaskId: uuidv7(), origin: ORIGIN };
    const first = await letters.resubmit(dlqId, options);
    expect(await letters.resubmit(dlqId, options)).toEqual({ ...first, events: [] });
  });

  it('is refused for what is not there or does not open', async () => {
    const { taskId, dlqId } = await deadLetter();
    expect(await letters.resubmit(uuidv7(), { newTaskId: uuidv7(), origin: ORIGIN })).toEqual({ kind: 'not_found' });
    await store.sql(`DELETE FROM task_payloads WHERE task_id = $1`, taskId);
    expect(await letters.resubmit(dlqId, { newTaskId: uuidv7(), origin: ORIGIN })).toEqual({ kind: 'unreadable' });
    expect((await letters.get(dlqId))?.state).toBe('open');
  });

  it('is what a retry of the task by hand does to the letter', async () => {
    const { taskId, dlqId } = await deadLetter();
    const newTaskId = uuidv7();
    const by = { origin: ORIGIN, visibility: { kind: 'all' } } as const;
    await new TaskCommandStore(store.db, store.cipher).retry(taskId, { newTaskId, force: false }, by);
    expect(await letters.get(dlqId)).toMatchObject({ state: 'resubmitted', new_task_id: newTaskId });
  });
});

describe('discarding', () => {
  it('settles the letter once, and says so on the task', async () => {
    const { taskId, dlqId } = await deadLetter();
    expect(await letters.discard(taskId, { origin: ORIGIN })).toMatchObject({ kind: 'discarded' });
    expect(await letters.discard(dlqId, { origin: ORIGIN })).toEqual({
      kind: 'resolved',
      state: 'discarded',
      newTaskId: null,
    });
    expect((await store.eventsOf(taskId)).at(-1)).toBe('discarded');
    expect(await letters.discard(uuidv7(), { origin: ORIGIN })).toEqual({ kind: 'not_found' });
    expect((await letters.resubmit(dlqId, { newTaskId: uuidv7(), origin: ORIGIN })).kind).toBe('resolved');
  });
});
