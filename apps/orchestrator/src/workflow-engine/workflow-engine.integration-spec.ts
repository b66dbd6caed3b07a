import { PayloadCipher, uuidv7 } from '@cadre/crypto';
import { planDefinition, type WorkflowDefinition } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import {
  type RunDetails,
  runChecks,
  SYSTEM_ORIGIN,
  WorkflowCommandStore,
  WorkflowRunStore,
  WorkflowTemplateStore,
} from '@cadre/persistence';
import { CronCalendar } from '@cadre/cron';
import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import { OrchestratorFixture } from '../testing/orchestrator-fixture';

const USER_ID = '00000000-0000-7000-8000-000000000001';
const ALL = { kind: 'all' } as const;
const BY = { origin: { ...SYSTEM_ORIGIN, userId: USER_ID, email: 'ada@example.com' }, visibility: ALL };

let database: FreshDatabase;
let fixture: OrchestratorFixture;
let runs: WorkflowRunStore;
let commands: WorkflowCommandStore;
let templates: WorkflowTemplateStore;
/** Messages the worker was given, in order. */
let seen: string[];
let failing: Set<string>;
let held: Set<string>;

beforeEach(async () => {
  database = await freshDatabase();
  fixture = new OrchestratorFixture(database);
  const cipher = new PayloadCipher(fixture.ring);
  runs = new WorkflowRunStore(fixture.db, cipher);
  commands = new WorkflowCommandStore(fixture.db, cipher);
  templates = new WorkflowTemplateStore(fixture.db, cipher);
  [seen, failing, held] = [[], new Set(), new Set()];
  await fixture.orchestrator();
  const worker = await fixture.worker({ slots: 50 });
  worker.onAttempt = async (attempt) => {
    const { message } = attempt.parameters as { message: string };
    seen.push(message);
    if (held.has(message)) return;
    const error = { code: 'BROKEN', class: 'permanent', message: 'told to fail' } as const;
    if (failing.has(message)) await worker.report(attempt, { kind: 'failed', error });
    else await worker.complete(attempt, { said: message });
  };
});
afterEach(async () => {
  await fixture.close();
  await database.drop();
});

const say = (step_id: string, message = step_id, more: object = {}) => ({
  ...{ step_id, type: 'task', agent_id: 'echo', parameters: { message } },
  ...more,
});

async function begin(definition: object, inputs: object = {}): Promise<string> {
  const workflowId = uuidv7();
  const whole = { name: 'spec', ...definition } as WorkflowDefinition;
  await runs.createRun(
    {
      ...{
        workflowId,
        externalId: null,
        tenant: 'default',
        submittedBy: USER_ID,
        submittedByEmail: null,
        name: 'spec',
      },
      ...{ template: null, definition: whole, inputs, traceParent: null },
      totalSteps: planDefinition(whole, parseCondition).nodes.size,
    },
    BY.origin,
  );
  return workflowId;
}

async function read(id: string): Promise<RunDetails> {
  const run = await runs.readRun(id, ALL);
  if (!run) throw new TypeError(`No run ${id}.`);
  return run;
}

async function ended(id: string, status: string, timeoutMs = 20_000): Promise<RunDetails> {
  await until(async () => (await read(id)).status === status, { timeoutMs });
  const broken = (await runChecks(fixture.db, { calendar: new CronCalendar() })).filter(
    ({ violations }) => violations > 0,
  );
  expect(broken).toEqual([]);
  return read(id);
}

function statuses(run: RunDetails): Record<string, string> {
  return Object.fromEntries(run.steps.map(({ path, status }) => [path, status]));
}

const output = (run: RunDetails) => (run.output.kind === 'opened' ? run.output.value : run.output.kind);

it('runs steps in order, side by side and by branches, and hands outputs on', async () => {
  const id = await begin(
    {
      steps: [
        say('a', '{{inputs.topic}}'),
        { step_id: 'p', type: 'parallel', tasks: [say('x', '{{steps.a.output.said}} x'), say('y')] },
        {
          ...{ step_id: 's', type: 'switch' },
          cases: [{ when: "steps.a.output.said == 'other'", steps: [say('no')] }],
          default: [say('yes', '{{steps.p.x.output.said}} yes')],
        },
        say('skipped', 'skipped', { condition: 'inputs.never == true' }),
        say('last', 'last', { output: { word: '{{steps.last.output.said}}' } }),
      ],
      output: { yes: '{{steps.s.yes.output.said}}', last: '{{steps.last.output.word}}', p: '{{steps.p.output}}' },
    },
    { topic: 'cats', never: false },
  );
  const run = await ended(id, 'completed');
  expect(output(run)).toEqual({
    yes: 'cats x yes',
    last: 'last',
    p: { x: { said: 'cats x' }, y: { said: 'y' } },
  });
  expect(statuses(run)).toMatchObject({ skipped: 'skipped', 's.yes': 'completed' });
  expect(seen).not.toContain('no');
  expect(seen.indexOf('cats')).toBe(0);
});

it('runs a map over many elements, few at a time, with its results in order', async () => {
  const items = Array.from({ length: 45 }, (_, index) => index);
  const id = await begin({
    steps: [
      {
        step_id: 'm',
        type: 'map',
        items,
        max_parallel: 7,
        task: { type: 'task', agent_id: 'echo', parameters: { message: 'n{{item}}' } },
      },
    ],
    output: {
      first: '{{steps.m.output[0].said}}',
      last: '{{steps.m.output[44].said}}',
      all: '{{steps.m.output | length}}',
    },
  });
  const run = await ended(id, 'completed', 60_000);
  expect(output(run)).toEqual({ first: 'n0', last: 'n44', all: 45 });
  expect(new Set(seen).size).toBe(45);
  expect(seen).toHaveLength(45);
});

it('makes the tasks of many elements in chunks, each once', async () => {
  const items = Array.from({ length: 1200 }, (_, index) => index);
  held.add('');
  const id = await begin({
    steps: [
      { step_id: 'm', type: 'map', items, task: { type: 'task', agent_id: 'echo', parameters: { message: '' } } },
    ],
  });
  const count = async (what: string): Promise<number> => {
    const [row] = await fixture.sql<{ count: number }>(
      `SELECT count(DISTINCT ${what})::int AS count FROM tasks WHERE workflow_id = $1`,
      id,
    );
    return row?.count ?? 0;
  };
  await until(async () => (await count('task_id')) === 1200, { timeoutMs: 20_000 });
  expect(await count('workflow_path')).toBe(1200);
  // A few hundred of them stand in one statement: they were accepted at one time.
  expect(await count('submitted_at')).toBe(3);
  await commands.cancelRun(id, BY);
  await until(async () => {
    const [row] = await fixture.sql<{ open: number }>(
      `SELECT count(*)::int AS open FROM tasks WHERE workflow_id = $1 AND completed_at IS NULL AND cancel_requested_at IS NULL`,
      id,
    );
    return row?.open === 0;
  });
});

it('asks the elements of a map to stop that stands in a list which fails fast', async () => {
  failing.add('no');
  held.add('held');
  const id = await begin({
    steps: [
      {
        ...{ step_id: 'both', type: 'parallel', fail_fast: true },
        tasks: [
          { step_id: 'm', type: 'map', items: [1, 2, 3], task: { agent_id: 'echo', parameters: { message: 'held' } } },
          { step_id: 'last', type: 'wait', seconds: 0.5 },
          { ...say('bad', 'no'), depends_on: ['last'] },
        ],
      },
    ],
  });
  await until(async () => {
    const rows = await fixture.sql<{ asked: boolean }>(
      `SELECT cancel_requested_at IS NOT NULL AS asked FROM tasks WHERE workflow_id = $1 AND workflow_path LIKE 'both.m%'`,
      id,
    );
    return rows.length === 3 && rows.every(({ asked }) => asked);
  });
});

it('waits for times, people and signals, also for one that came early', async () => {
  const id = await begin(
    {
      steps: [
        { step_id: 'w', type: 'wait', seconds: 0.3 },
        { step_id: 'ok', type: 'approval', message: 'May {{inputs.who}} go?' },
        { step_id: 'paid', type: 'signal', name: 'paid' },
        say('end', '{{steps.paid.output.by}} {{steps.ok.output.comment}}'),
      ],
    },
    { who: 'she' },
  );
  await commands.sendSignal(id, { name: 'paid', body: { by: 'bob' } }, BY);
  await until(async () => statuses(await read(id))['ok'] === 'waiting');
  await until(async () => (await read(id)).status === 'waiting');
  expect((await read(id)).steps.find(({ path }) => path === 'ok')?.detail).toMatchObject({
    value: { message: 'May she go?' },
  });
  expect(await commands.decideApproval(id, 'ok', { approved: true, comment: 'fine' }, BY)).toMatchObject({
    kind: 'done',
  });
  await ended(id, 'completed');
  expect(seen).toEqual(['bob fine']);
});

it('fails, skips what depends on it, and undoes what was done, the last first', async () => {
  failing.add('bad');
  const undo = (message: string) => ({ compensate: { agent_id: 'echo', parameters: { message } } });
  const id = await begin({
    steps: [
      say('a', 'a', undo('undo a')),
      say('b', 'b', undo('undo {{steps.b.output.said}}')),
      say('bad'),
      say('never'),
    ],
  });
  const run = await ended(id, 'failed');
  expect(seen).toEqual(['a', 'b', 'bad', 'undo b', 'undo a']);
  expect(run).toMatchObject({ error_path: 'bad', error_code: 'BROKEN' });
  expect(statuses(run)).toMatchObject({ bad: 'failed', never: 'skipped', 'a:compensate': 'completed' });
});

it('is retried from its failed steps, by itself once and by hand', async () => {
  failing.add('bad');
  const id = await begin({ on_failure: { retry_workflow: true }, steps: [say('a'), say('bad'), say('z')] });
  await ended(id, 'failed');
  expect(seen).toEqual(['a', 'bad', 'bad']);
  failing.clear();
  expect(await commands.retryRun(id, BY)).toMatchObject({ kind: 'done' });
  const run = await ended(id, 'completed');
  expect(seen).toEqual(['a', 'bad', 'bad', 'bad', 'z']);
  expect(run.steps.find(({ path }) => path === 'bad')).toMatchObject({ attempt: 3 });
});

it('goes on after a failure that it may have, and fails fast where it should', async () => {
  failing.add('bad');
  held.add('slow');
  const id = await begin({
    steps: [
      say('bad', 'bad', { continue_on_failure: true }),
      { step_id: 'p', type: 'parallel', fail_fast: true, tasks: [say('slow'), say('worse', 'bad')] },
    ],
  });
  await until(async () => statuses(await read(id))['p.worse'] === 'failed');
  const [row] = await fixture.sql<{ asked: boolean }>(
    `SELECT cancel_requested_at IS NOT NULL OR status = 'cancelled' AS asked FROM tasks WHERE workflow_path = 'p.slow'`,
  );
  expect(row?.asked).toBe(true);
});

it('starts nothing while paused, and nothing more once cancelled', async () => {
  held.add('a');
  const id = await begin({ steps: [say('a'), say('b')] });
  await until(() => seen.length === 1);
  expect(await commands.pauseRun(id, BY)).toMatchObject({ run: { status: 'paused' } });
  expect(await commands.resumeRun(id, BY)).toMatchObject({ kind: 'done' });
  expect(await commands.cancelRun(id, BY)).toMatchObject({ kind: 'done' });
  await until(async () => {
    const rows = await fixture.sql(
      `SELECT 1 FROM tasks WHERE workflow_id = $1 AND cancel_requested_at IS NOT NULL`,
      id,
    );
    return rows.length === 1;
  });
  expect((await read(id)).status).toBe('running');
  await fixture.sql(
    `UPDATE tasks SET status = 'cancelled', lease_token = NULL, completed_at = now() WHERE workflow_id = $1`,
    id,
  );
  await until(async () => (await read(id)).status === 'cancelled');
  expect(seen).toEqual(['a']);
});

it('runs a template as a child and takes its output', async () => {
  const definition = {
    name: 'child',
    steps: [say('c', '{{inputs.word}}')],
    output: { word: '{{steps.c.output.said}}' },
  };
  const template = {
    name: 'child',
    tenant: 'default',
    owner: USER_ID,
    description: null,
    visibility: 'tenant',
    totalSteps: 1,
  } as const;
  await templates.create({ ...template, definition: definition as never }, BY.origin);
  const id = await begin({
    steps: [
      { step_id: 'sub', type: 'workflow', template: 'child', inputs: { word: 'hi' } },
      say('after', '{{steps.sub.output.word}} there'),
    ],
  });
  await ended(id, 'completed');
  expect(seen).toEqual(['hi', 'hi there']);
});

it('fails a step whose template or parameters do not fit, without a task', async () => {
  const id = await begin({
    steps: [
      say('lost', '{{inputs.nothing}}', { continue_on_failure: true }),
      { ...say('odd', 'x', { continue_on_failure: true }), parameters: { message: { not: 'a text' }, delay_ms: 'x' } },
    ],
  });
  const run = await ended(id, 'completed');
  const codes = run.steps.map(({ path, error_code }) => `${path} ${error_code}`);
  expect(codes.sort()).toEqual(['lost TEMPLATE_UNRESOLVED', 'odd PARAMETERS_INVALID']);
  expect(seen).toEqual([]);
});
