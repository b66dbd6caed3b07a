import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { plantTask } from '../testing/plant-task';
import { StoreFixture, USER_ID } from '../testing/store-fixture';
import { eventful, events } from '../testing/task-records';
import { testCalendar } from '../testing/test-calendar';
import { runChecks } from './run-checks';

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
afterEach(async () => {
  const tables = ['workflows', 'workflow_steps', 'workflow_inbox', 'tasks', 'task_events', 'task_history'];
  for (const table of tables) await store.sql(`DELETE FROM ${table}`);
});

interface PlantedRun {
  readonly status?: string;
  readonly parent?: string;
  readonly parentPath?: string;
}

async function plantRun({ status = 'completed', parent, parentPath = 'sub' }: PlantedRun = {}): Promise<string> {
  const id = uuidv7();
  const done = ['completed', 'failed', 'cancelled'].includes(status);
  await store.sql(
    `INSERT INTO workflows (workflow_id, tenant, submitted_by, name, status, sealed_definition, sealed_inputs, total_steps,
            parent_workflow_id, parent_path, updated_at, completed_at)
     VALUES ($1, 'default', $2, 'spec', $3, '', '', 1, $4, CASE WHEN $4::uuid IS NOT NULL THEN $5 END,
             now() - interval '2 minutes', CASE WHEN $6::bool THEN now() END)`,
    ...[id, USER_ID, status, parent ?? null, parentPath, done],
  );
  return id;
}

interface PlantedStep {
  readonly status?: string;
  readonly follows?: readonly string[];
  readonly started?: number;
  readonly ended?: number | null;
  readonly task?: string;
  readonly child?: string;
}

/** @param step times in seconds before now */
async function plantStep(run: string, path: string, step: PlantedStep = {}): Promise<void> {
  const { status = 'completed', follows = [], started = 60, ended = 50, task = null, child = null } = step;
  await store.sql(
    `INSERT INTO workflow_steps (workflow_id, path, node, scope, type, status, attempt, follows, task_id, child_workflow_id,
            started_at, completed_at)
     VALUES ($1, $2, $2, '', 'task', $3, 1, $4, $5, $6, now() - make_interval(secs => $7),
             now() - make_interval(secs => $8::float8))`,
    ...[run, path, status, follows, task, child, started, ended],
  );
}

async function plantStepTask(run: string, path: string, status: 'completed' | 'pending'): Promise<string> {
  const row = { status, lease_no: 3, failures_counted: 1 };
  const open = { row: { status }, events: events('submitted >pending') };
  const taskId = await plantTask(store.db, status === 'completed' ? { ...eventful(), row } : open);
  await store.sql(
    `UPDATE tasks SET workflow_id = $2, workflow_path = $3, workflow_attempt = 1 WHERE task_id = $1`,
    ...[taskId, run, path],
  );
  return taskId;
}

async function problems(): Promise<string[]> {
  const reports = await runChecks(store.db, { calendar: testCalendar });
  const found = reports.find(({ check }) => check === 'C8');
  return (found?.examples ?? []).map(({ problem }) => problem);
}

describe('C8', () => {
  it('finds nothing wrong with a healthy run, and counts its steps', async () => {
    const run = await plantRun();
    await plantStep(run, 'a', { task: await plantStepTask(run, 'a', 'completed') });
    const child = await plantRun({ parent: run });
    await plantStep(run, 'sub', { follows: ['a'], started: 40, ended: 30, child });
    const reports = await runChecks(store.db, { calendar: testCalendar });
    expect(reports.find(({ check }) => check === 'C8')).toMatchObject({ violations: 0, checked: 2 });
  });

  it('fails for a step that started before what it waits for was done', async () => {
    const run = await plantRun();
    await plantStep(run, 'a', { ended: 50 });
    await plantStep(run, 'b', { follows: ['a'], started: 55 });
    expect(await problems()).toEqual([`workflow ${run} step b: started before a was done`]);
  });

  it('fails for a step, a task and a child of no run', async () => {
    const nobody = uuidv7();
    await plantStep(nobody, 'a');
    await plantStepTask(nobody, 'b', 'completed');
    const child = await plantRun({ parent: nobody });
    expect((await problems()).sort()).toEqual(
      [
        `workflow ${nobody} step a: has no run`,
        `workflow ${nobody} step b: a task was made that the run does not know`,
        `workflow ${child}: the run around it is gone`,
      ].sort(),
    );
  });

  it('fails for a run that has ended before its task, its step or its child', async () => {
    const run = await plantRun({ status: 'failed' });
    await plantStep(run, 'a', { status: 'running', ended: null, task: await plantStepTask(run, 'a', 'pending') });
    const child = await plantRun({ parent: run, status: 'paused' });
    await store.sql(`UPDATE workflows SET paused_at = now() WHERE workflow_id = $1`, child);
    await plantStep(run, 'sub', { child });
    expect((await problems()).sort()).toEqual(
      [
        `workflow ${run} step a: the run is failed, its task pending`,
        `workflow ${run} step a: the run is failed, its step running`,
        `workflow ${child}: the run around it is failed, it is paused`,
      ].sort(),
    );
  });

  it('fails for a step that runs although its task has ended long ago', async () => {
    const run = await plantRun({ status: 'running' });
    const task = await plantStepTask(run, 'a', 'completed');
    await plantStep(run, 'a', { status: 'running', ended: null, task });
    await store.sql(`UPDATE tasks SET completed_at = now() - interval '61 seconds' WHERE task_id = $1`, task);
    expect(await problems()).toEqual([`workflow ${run} step a: is running, its task is completed`]);
  });

  it('fails for a run that stands still, unless it was told something or is paused', async () => {
    const still = await plantRun({ status: 'running' });
    const told = await plantRun({ status: 'running' });
    await store.sql(`INSERT INTO workflow_inbox (workflow_id, kind) VALUES ($1, 'continue')`, told);
    const paused = await plantRun({ status: 'paused' });
    await store.sql(`UPDATE workflows SET paused_at = now() WHERE workflow_id = $1`, paused);
    expect(await problems()).toEqual([`workflow ${still}: stands still: nothing of it runs or waits`]);
  });
});
