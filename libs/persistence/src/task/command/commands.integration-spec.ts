import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { EngineFixture } from '../../testing/engine-fixture';
import { COMMANDER, newTask, ORIGIN, StoreFixture, submissionOf, USER_ID } from '../../testing/store-fixture';
import { TaskReadStore } from '../read/task-read.store';
import { TaskCommandStore } from './task-command.store';

let store: StoreFixture;
let engine: EngineFixture;
let commands: TaskCommandStore;
let reads: TaskReadStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  engine = new EngineFixture(database.url);
  commands = new TaskCommandStore(store.db, store.cipher);
  reads = new TaskReadStore(store.db, store.cipher, store.keyedHash);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await engine.close();
  await drop();
});
beforeEach(async () => {
  await engine.clear();
  await engine.agent('echo');
});

const OTHERS = { origin: ORIGIN, visibility: { kind: 'own', userId: uuidv7() } } as const;

describe('cancelling', () => {
  it.each(['scheduled', 'pending', 'queued', 'retry', 'waiting', 'claimed'])(
    'ends a %s task at once',
    async (status) => {
      const taskId = await store.task();
      await store.force(taskId, status);
      const { outcomes, events } = await commands.cancel([taskId], { ...COMMANDER, reason: 'enough\0' });
      expect(outcomes).toEqual([{ kind: 'cancelled', taskId, cancelledAt: expect.any(Date) }]);
      expect(events).toEqual([
        expect.objectContaining({ type: 'cancelled', from: status, to: 'cancelled', actor: `user:${USER_ID}` }),
      ]);
      expect(await store.eventsOf(taskId)).toEqual(['submitted >pending', `cancelled ${status}>cancelled`]);
      const [row] = await reads.getMany([taskId], { kind: 'all' });
      expect(row).toMatchObject({ error_code: 'CANCELLED', error_message: 'enough', completed_at: expect.any(Date) });
    },
  );

  it('asks a running task, once, and names who to tell', async () => {
    const { claim, grant } = await engine.running();
    const first = await commands.cancel([claim.taskId], COMMANDER);
    const second = await commands.cancel([claim.taskId], COMMANDER);
    expect(first.outcomes).toEqual([
      expect.objectContaining({ kind: 'cancelling', workerId: 'w1', team: 'testing', leaseNo: grant.leaseNo }),
    ]);
    expect(second.outcomes).toEqual(first.outcomes);
    expect(second.events).toEqual([]);
    expect(await store.statusOf(claim.taskId)).toBe('running');
    expect((await store.eventsOf(claim.taskId)).at(-1)).toBe('cancel_requested');
  });

  it('says what is finished and what is not there, in the order asked', async () => {
    const [done, open, absent] = [await store.task(), await store.task(), uuidv7()];
    await store.force(done, 'completed');
    const { outcomes } = await commands.cancel([absent, done, open], COMMANDER);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['not_found', 'finished', 'cancelled']);
  });

  it("does not find other people's tasks", async () => {
    const taskId = await store.task();
    const { outcomes } = await commands.cancel([taskId], OTHERS);
    expect(outcomes).toEqual([{ kind: 'not_found', taskId }]);
    expect(await store.statusOf(taskId)).toBe('pending');
  });

  it('and claiming at the same time agree: cancelled tasks never start, started ones are asked', async () => {
    await engine.worker('w1', 1000);
    await engine.tasks(60);
    const dispatched = await engine.dispatchAll(await engine.lead());
    const ids = dispatched.map((task) => task.taskId);
    const [{ outcomes }, granted] = await Promise.all([
      commands.cancel([...ids].reverse(), COMMANDER),
      engine.start(dispatched),
      ...ids.map((taskId) => commands.cancel([taskId], COMMANDER)),
    ]);
    expect(outcomes).toHaveLength(ids.length);
    const started = new Set(granted.map(({ claim }) => claim.taskId));
    for (const taskId of ids) {
      const [row] = await reads.getMany([taskId], { kind: 'all' });
      expect([row?.status, row?.cancel_requested_at !== null]).toEqual([
        started.has(taskId) ? 'running' : 'cancelled',
        true,
      ]);
    }
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('many at once from both ends never deadlocks', async () => {
    const ids = await engine.tasks(200);
    const before = await engine.deadlocks();
    await Promise.all([commands.cancel(ids, COMMANDER), commands.cancel([...ids].reverse(), COMMANDER)]);
    expect(await engine.deadlocks()).toBe(before);
    expect(await engine.brokenLogs()).toEqual([]);
  });
});

describe('changing a task that has not started', () => {
  it('returns a queued task to pending when its priority changes', async () => {
    await engine.worker('w1', 100);
    await engine.task();
    const [queued] = await engine.dispatchAll(await engine.lead());
    const outcome = await commands.patch(queued?.taskId ?? '', { priority: 1 }, COMMANDER);
    expect(outcome).toMatchObject({ kind: 'changed', task: { status: 'pending', priority: 1, queued_at: null } });
    expect(await store.eventsOf(queued?.taskId ?? '')).toEqual([
      'submitted >pending',
      'queued pending>queued',
      'changed',
      'taken_back queued>pending',
    ]);
    const [again] = await engine.dispatchAll(await engine.lead());
    expect(again?.dispatchNo).toBe((queued?.dispatchNo ?? 0) + 1);
    const { results } = await engine.claims.claim([engine.claimOf(queued ?? { taskId: '', dispatchNo: 0 })]);
    expect(results[0]).toMatchObject({ granted: false, reason: 'superseded' });
  });

  it('moves a pending task into the future and back', async () => {
    const taskId = await store.task();
    const later = new Date(Date.now() + 3_600_000);
    await commands.patch(taskId, { executeAt: later }, COMMANDER);
    const [scheduled] = await reads.getMany([taskId], { kind: 'all' });
    expect(scheduled).toMatchObject({ status: 'scheduled', execute_at: later, available_at: later });
    await commands.patch(taskId, { executeAt: null }, COMMANDER);
    const [due] = await reads.getMany([taskId], { kind: 'all' });
    expect(due).toMatchObject({ status: 'pending', execute_at: null });
    expect(due?.available_at.getTime()).toBeLessThan(later.getTime());
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('sets and clears the expiry and the tags', async () => {
    const taskId = await store.task({ tags: ['old'] });
    const expiresAt = new Date(Date.now() + 60_000);
    const set = await commands.patch(taskId, { expiresAt, tags: ['n\0ew'] }, COMMANDER);
    expect(set).toMatchObject({ kind: 'changed', task: { expires_at: expiresAt, tags: ['new'] } });
    const cleared = await commands.patch(taskId, { expiresAt: null }, COMMANDER);
    expect(cleared).toMatchObject({ kind: 'changed', task: { expires_at: null, tags: ['new'] } });
  });

  it('is refused once it has started or is over', async () => {
    const { claim } = await engine.running();
    expect(await commands.patch(claim.taskId, { priority: 1 }, COMMANDER)).toEqual({
      kind: 'not_changeable',
      status: 'running',
    });
    expect(await commands.patch(uuidv7(), { priority: 1 }, COMMANDER)).toEqual({ kind: 'not_found' });
    expect(await commands.patch(claim.taskId, { priority: 1 }, OTHERS)).toEqual({ kind: 'not_found' });
  });
});

describe('retrying by hand', () => {
  async function failedTask(): Promise<string> {
    const taskId = await store.task({ parameters: { n: 1 }, dedupeKey: 'd', tags: ['t'], priority: 3 });
    await store.force(taskId, 'failed');
    return taskId;
  }

  it('makes a new task that names the old one and has its parameters', async () => {
    const old = await failedTask();
    const newTaskId = uuidv7();
    const outcome = await commands.retry(old, { newTaskId, force: false }, COMMANDER);
    expect(outcome).toMatchObject({ kind: 'retried', task: { taskId: newTaskId, status: 'pending' } });
    expect(await reads.parameters(newTaskId)).toEqual({ kind: 'opened', value: { n: 1 } });
    const details = await reads.get(newTaskId, { kind: 'all' });
    expect(details).toMatchObject({ retried_from: old, tags: ['t'], priority: 3, dedupe_key: null });
    expect((await reads.get(old, { kind: 'all' }))?.retried_by).toEqual([newTaskId]);
    expect((await store.eventsOf(old)).at(-1)).toBe('resubmitted');
  });

  it('is refused while the task is under way, and for a completed one unless forced', async () => {
    const open = await store.task();
    expect(await commands.retry(open, { newTaskId: uuidv7(), force: true }, COMMANDER)).toEqual({
      kind: 'not_finished',
      status: 'pending',
    });
    await store.force(open, 'completed');
    expect(await commands.retry(open, { newTaskId: uuidv7(), force: false }, COMMANDER)).toEqual({ kind: 'completed' });
    expect(await commands.retry(open, { newTaskId: uuidv7(), force: true }, COMMANDER)).toMatchObject({
      kind: 'retried',
    });
  });

  it('says that the parameters are gone when they do not open', async () => {
    const old = await failedTask();
    await store.sql(`UPDATE task_payloads SET sealed = sealed || 'x' WHERE task_id = $1`, old);
    expect(await commands.retry(old, { newTaskId: uuidv7(), force: false }, COMMANDER)).toEqual({ kind: 'unreadable' });
  });

  it('gives the first answer to a repeated key', async () => {
    const old = await failedTask();
    const request = { principal: USER_ID, route: 'POST /tasks/{id}/retry', key: uuidv7(), bodyHash: 'h' };
    const answer = () => ({ statusCode: 201, body: { n: 1 }, location: null });
    const retry = () => commands.retry(old, { newTaskId: uuidv7(), force: false }, COMMANDER, { request, answer });
    expect((await retry()).kind).toBe('retried');
    expect(await retry()).toEqual({ kind: 'replayed', answer: { statusCode: 201, body: { n: 1 }, location: null } });
  });

  it('keeps no key for a refusal', async () => {
    const open = await store.task();
    const request = { principal: USER_ID, route: 'POST /tasks/{id}/retry', key: uuidv7(), bodyHash: 'h' };
    const answer = () => ({ statusCode: 201, body: null, location: null });
    const retry = () => commands.retry(open, { newTaskId: uuidv7(), force: false }, COMMANDER, { request, answer });
    expect((await retry()).kind).toBe('not_finished');
    await store.force(open, 'failed');
    expect((await retry()).kind).toBe('retried');
  });
});

it('leaves an audit row for every command', async () => {
  const ids = [newTask(), newTask()];
  await store.submissions.submit(submissionOf(ids));
  const [first, second] = ids.map((task) => task.taskId);
  await commands.patch(first ?? '', { tags: ['x'] }, COMMANDER);
  await commands.cancel([first ?? '', second ?? ''], COMMANDER);
  await commands.retry(first ?? '', { newTaskId: uuidv7(), force: false }, COMMANDER);
  const rows = await store.sql<{ event_type: string }>(
    `SELECT event_type FROM audit_log WHERE task_id = ANY ($1::uuid[]) AND user_id = $2 ORDER BY audit_id`,
    ...[[first, second], USER_ID],
  );
  expect(rows.map((row) => row.event_type)).toEqual([
    'task_submitted',
    'task_submitted',
    'task_changed',
    'task_cancelled',
    'task_cancelled',
    'task_retried',
  ]);
});
