import { uuidv7 } from '@cadre/crypto';
import type { WorkflowDefinition } from '@cadre/domain';
import { freshDatabase } from '@cadre/testing';
import { COMMANDER, newTask, ORIGIN, StoreFixture, submissionOf, USER_ID } from '../testing/store-fixture';
import { WorkflowCommandStore } from './command/workflow-command.store';
import type { NewRun } from './run/new-run';
import { WorkflowRunStore } from './run/workflow-run.store';
import { WorkflowTemplateStore } from './template/workflow-template.store';

let store: StoreFixture;
let drop: () => Promise<void>;
let runs: WorkflowRunStore;
let commands: WorkflowCommandStore;
let templates: WorkflowTemplateStore;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.serviceUrl);
  runs = new WorkflowRunStore(store.db, store.cipher);
  commands = new WorkflowCommandStore(store.db, store.cipher);
  templates = new WorkflowTemplateStore(store.db, store.cipher);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

const ALL = { kind: 'all' } as const;
const SECRET = 'the-secret-of-the-run';
const DEFINITION: WorkflowDefinition = {
  name: 'one-step',
  steps: [{ step_id: 'a', type: 'task', agent_id: 'echo', parameters: { message: SECRET } }],
};

function newRun(values: Partial<NewRun> = {}): NewRun {
  return {
    ...{ workflowId: uuidv7(), externalId: null, tenant: 'default', submittedBy: USER_ID, name: 'one-step' },
    ...{ submittedByEmail: null, template: null, definition: DEFINITION, inputs: { topic: SECRET }, totalSteps: 1 },
    ...{ traceParent: null },
    ...values,
  };
}

async function inbox(workflowId: string): Promise<string[]> {
  const rows = await store.sql<{ kind: string }>(
    `SELECT kind || coalesce(' ' || path, '') || coalesce(' ' || status, '') AS kind
       FROM workflow_inbox WHERE workflow_id = $1 ORDER BY inbox_id`,
    workflowId,
  );
  return rows.map(({ kind }) => kind);
}

describe('a run', () => {
  it('is accepted once, with its first event and the word to begin', async () => {
    const run = newRun({ externalId: 'launch-1' });
    const first = await runs.createRun(run, ORIGIN);
    const again = await runs.createRun(run, ORIGIN);
    expect(first).toMatchObject({
      kind: 'created',
      run: { status: 'running' },
      events: [{ seq: 1, type: 'submitted' }],
    });
    expect(again).toMatchObject({ kind: 'created', run: { workflow_id: run.workflowId }, events: [] });
    expect(await inbox(run.workflowId)).toEqual(['start']);
    expect((await runs.readRun('launch-1', ALL))?.workflow_id).toBe(run.workflowId);
    const page = await runs.listRuns({ visibility: ALL, name: 'one-step', limit: 10, offset: 0 });
    expect(page.workflows.map(({ workflow_id }) => workflow_id)).toContain(run.workflowId);
  });

  it('is read only by those who may, and opens what was sealed', async () => {
    const run = newRun();
    await runs.createRun(run, ORIGIN);
    const details = await runs.readRun(run.workflowId, { kind: 'own', userId: USER_ID });
    expect(details).toMatchObject({ inputs: { kind: 'opened', value: { topic: SECRET } }, steps: [] });
    expect(details?.definition).toEqual({ kind: 'opened', value: DEFINITION });
    expect(await runs.readRun(run.workflowId, { kind: 'own', userId: uuidv7() })).toBeNull();
    expect(await runs.readRun(run.workflowId, { kind: 'tenant', tenant: 'other' })).toBeNull();
  });

  it('keeps no payload in the clear', async () => {
    const run = newRun();
    await runs.createRun(run, ORIGIN);
    await commands.sendSignal(run.workflowId, { name: 'paid', body: { card: SECRET } }, COMMANDER);
    const rows = await store.sql<{ text: string }>(
      `SELECT to_jsonb(workflows)::text AS text FROM workflows UNION ALL SELECT to_jsonb(workflow_signals)::text FROM workflow_signals
       UNION ALL SELECT to_jsonb(workflow_events)::text FROM workflow_events`,
    );
    expect(rows.filter(({ text }) => text.includes(SECRET))).toEqual([]);
  });
});

describe('commands', () => {
  it('pause, resume and cancel tell the engine, once, and leave events', async () => {
    const { workflowId } = newRun();
    await runs.createRun(newRun({ workflowId }), ORIGIN);
    expect(await commands.resumeRun(workflowId, COMMANDER)).toMatchObject({ kind: 'conflict', status: 'running' });
    expect(await commands.pauseRun(workflowId, COMMANDER)).toMatchObject({ kind: 'done', run: { status: 'paused' } });
    expect(await commands.pauseRun(workflowId, COMMANDER)).toMatchObject({ kind: 'conflict', status: 'paused' });
    expect(await commands.resumeRun(workflowId, COMMANDER)).toMatchObject({ kind: 'done', run: { status: 'running' } });
    expect(await commands.cancelRun(workflowId, COMMANDER)).toMatchObject({ kind: 'done' });
    expect(await commands.cancelRun(workflowId, COMMANDER)).toMatchObject({ kind: 'done', events: [] });
    expect(await commands.retryRun(workflowId, COMMANDER)).toMatchObject({ kind: 'conflict' });
    expect(await inbox(workflowId)).toEqual(['start', 'pause', 'resume', 'cancel']);
    const events = await runs.readEvents(workflowId, 0, 10);
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      ...['1 submitted', '2 paused', '3 resumed', '4 cancel_requested'],
    ]);
  });

  it('are not for those who may not see the run', async () => {
    const run = newRun();
    await runs.createRun(run, ORIGIN);
    const stranger = { origin: ORIGIN, visibility: { kind: 'own', userId: uuidv7() } } as const;
    expect(await commands.cancelRun(run.workflowId, stranger)).toEqual({ kind: 'not_found' });
    expect(await commands.cancelRun(uuidv7(), COMMANDER)).toEqual({ kind: 'not_found' });
    expect(await commands.decideApproval(run.workflowId, 'a', { approved: true }, COMMANDER)).toEqual({
      kind: 'step_not_found',
    });
  });
});

describe('the end of a task of a step', () => {
  it('is noted for its run, whatever ended it; a plain task notes nothing', async () => {
    const run = newRun();
    await runs.createRun(run, ORIGIN);
    const of = (path: string) => ({ workflowId: run.workflowId, path, attempt: 1 });
    const cancelled = newTask({ workflow: of('a') });
    const failed = newTask({ workflow: of('b') });
    await store.submissions.submit(submissionOf([cancelled, failed, newTask()]));
    await store.sql(`UPDATE tasks SET status = 'cancelled', completed_at = now() WHERE task_id = $1`, cancelled.taskId);
    await store.sql(
      `UPDATE tasks SET status = 'failed', completed_at = now(), error_code = 'X' WHERE task_id = $1`,
      failed.taskId,
    );
    await store.sql(`UPDATE tasks SET status = 'completed', completed_at = now() WHERE workflow_id IS NULL`);
    expect(await inbox(run.workflowId)).toEqual(['start', 'task a cancelled', 'task b failed']);
  });

  it('has one task for each attempt of a step', async () => {
    const workflow = { workflowId: uuidv7(), path: 'a', attempt: 1 };
    await store.task({ workflow });
    await expect(store.task({ workflow })).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    const [row] = await store.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM tasks WHERE workflow_id = $1`,
      workflow.workflowId,
    );
    expect(row?.count).toBe(1);
  });
});

describe('templates', () => {
  const content = { description: null, visibility: 'tenant', definition: DEFINITION, totalSteps: 1 } as const;
  const by = { tenant: 'default', userId: USER_ID };
  const change = { by, origin: { ...ORIGIN, userId: USER_ID } };

  it('have versions, of which one is active', async () => {
    const template = { ...content, name: 'launch', tenant: 'default', owner: USER_ID };
    expect(await templates.create(template, ORIGIN)).toMatchObject({ kind: 'done', template: { active_version: 1 } });
    expect(await templates.create(template, ORIGIN)).toEqual({ kind: 'name_taken' });
    const next = { ...content, definition: { ...DEFINITION, description: 'second' } };
    expect(await templates.putVersion('launch', next, change)).toMatchObject({ template: { active_version: 2 } });
    expect(await templates.putVersion('launch', next, { ...change, ifVersion: 1 })).toMatchObject({ kind: 'stale' });
    expect(await templates.activate('launch', 1, change)).toMatchObject({ template: { active_version: 1 } });
    expect(await templates.activate('launch', 3, change)).toEqual({ kind: 'version_not_found' });
    expect(await templates.get('launch', by)).toMatchObject({
      definition: { value: DEFINITION },
      version: { version: 1 },
    });
    expect(await templates.get('launch', by, 2)).toMatchObject({ definition: { value: { description: 'second' } } });
    expect((await templates.versions('launch', by))?.map(({ version }) => version)).toEqual([2, 1]);
    expect(await templates.stats('launch', by)).toMatchObject({ runs: 0, p50_seconds: null });
    expect(await templates.list(by, { limit: 10, offset: 0 })).toMatchObject({ total: 1 });
  });

  it('that are private are seen by their owner alone, and stand in nobody else’s way', async () => {
    const other = uuidv7();
    const template = { ...content, visibility: 'private', name: 'mine', tenant: 'default' } as const;
    expect(await templates.create({ ...template, owner: USER_ID }, ORIGIN)).toMatchObject({ kind: 'done' });
    expect(await templates.get('mine', { tenant: 'default', userId: other })).toBeNull();
    expect(await templates.create({ ...template, owner: other }, ORIGIN)).toMatchObject({ kind: 'done' });
    expect(await templates.get('mine', by)).toMatchObject({ owner: USER_ID });
  });
});
