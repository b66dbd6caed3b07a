import { until } from '@cadre/testing';
import { BY, outputOf, say, statuses, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
});
afterEach(() => fixture.close());

it('runs steps in order, side by side and by branches, and hands outputs on', async () => {
  const id = await fixture.begin(
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
  const run = await fixture.ended(id, 'completed');
  expect(outputOf(run)).toEqual({
    yes: 'cats x yes',
    last: 'last',
    p: { x: { said: 'cats x' }, y: { said: 'y' } },
  });
  expect(statuses(run)).toMatchObject({ skipped: 'skipped', 's.yes': 'completed' });
  expect(fixture.seen).not.toContain('no');
  expect(fixture.seen.indexOf('cats')).toBe(0);
});

it('runs a map over many elements, few at a time, with its results in order', async () => {
  const items = Array.from({ length: 45 }, (_, index) => index);
  const id = await fixture.begin({
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
  const run = await fixture.ended(id, 'completed', 60_000);
  expect(outputOf(run)).toEqual({ first: 'n0', last: 'n44', all: 45 });
  expect(new Set(fixture.seen).size).toBe(45);
  expect(fixture.seen).toHaveLength(45);
});

it('makes the tasks of many elements in chunks, each once', async () => {
  const items = Array.from({ length: 1200 }, (_, index) => index);
  fixture.held.add('');
  const id = await fixture.begin({
    steps: [
      { step_id: 'm', type: 'map', items, task: { type: 'task', agent_id: 'echo', parameters: { message: '' } } },
    ],
  });
  const count = async (what: string): Promise<number> => {
    const [row] = await fixture.engine.sql<{ count: number }>(
      `SELECT count(DISTINCT ${what})::int AS count FROM tasks WHERE workflow_id = $1`,
      id,
    );
    return row?.count ?? 0;
  };
  await until(async () => (await count('task_id')) === 1200, { timeoutMs: 20_000 });
  expect(await count('workflow_path')).toBe(1200);
  // A few hundred of them stand in one statement: they were accepted at one time.
  expect(await count('submitted_at')).toBe(3);
  await fixture.commands.cancelRun(id, BY);
  await until(async () => {
    const [row] = await fixture.engine.sql<{ open: number }>(
      `SELECT count(*)::int AS open FROM tasks WHERE workflow_id = $1 AND completed_at IS NULL AND cancel_requested_at IS NULL`,
      id,
    );
    return row?.open === 0;
  });
});

it('asks the elements of a map to stop that stands in a list which fails fast', async () => {
  fixture.failing.add('no');
  fixture.held.add('held');
  const id = await fixture.begin({
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
    const rows = await fixture.engine.sql<{ asked: boolean }>(
      `SELECT cancel_requested_at IS NOT NULL AS asked FROM tasks WHERE workflow_id = $1 AND workflow_path LIKE 'both.m%'`,
      id,
    );
    return rows.length === 3 && rows.every(({ asked }) => asked);
  });
});

it('waits for times, people and signals, also for one that came early', async () => {
  const id = await fixture.begin(
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
  await fixture.commands.sendSignal(id, { name: 'paid', body: { by: 'bob' } }, BY);
  await until(async () => statuses(await fixture.read(id))['ok'] === 'waiting');
  await until(async () => (await fixture.read(id)).status === 'waiting');
  expect((await fixture.read(id)).steps.find(({ path }) => path === 'ok')?.detail).toMatchObject({
    value: { message: 'May she go?' },
  });
  expect(await fixture.commands.decideApproval(id, 'ok', { approved: true, comment: 'fine' }, BY)).toMatchObject({
    kind: 'done',
  });
  await fixture.ended(id, 'completed');
  expect(fixture.seen).toEqual(['bob fine']);
});

it('fails, skips what depends on it, and undoes what was done, the last first', async () => {
  fixture.failing.add('bad');
  const undo = (message: string) => ({ compensate: { agent_id: 'echo', parameters: { message } } });
  const id = await fixture.begin({
    steps: [
      say('a', 'a', undo('undo a')),
      say('b', 'b', undo('undo {{steps.b.output.said}}')),
      say('bad'),
      say('never'),
    ],
  });
  const run = await fixture.ended(id, 'failed');
  expect(fixture.seen).toEqual(['a', 'b', 'bad', 'undo b', 'undo a']);
  expect(run).toMatchObject({ error_path: 'bad', error_code: 'BROKEN' });
  expect(statuses(run)).toMatchObject({ bad: 'failed', never: 'skipped', 'a:compensate': 'completed' });
});

it('is retried from its failed steps, by itself once and by hand', async () => {
  fixture.failing.add('bad');
  const id = await fixture.begin({ on_failure: { retry_workflow: true }, steps: [say('a'), say('bad'), say('z')] });
  await fixture.ended(id, 'failed');
  expect(fixture.seen).toEqual(['a', 'bad', 'bad']);
  fixture.failing.clear();
  expect(await fixture.commands.retryRun(id, BY)).toMatchObject({ kind: 'done' });
  const run = await fixture.ended(id, 'completed');
  expect(fixture.seen).toEqual(['a', 'bad', 'bad', 'bad', 'z']);
  expect(run.steps.find(({ path }) => path === 'bad')).toMatchObject({ attempt: 3 });
});

it('goes on after a failure that it may have, and fails fast where it should', async () => {
  fixture.failing.add('bad');
  fixture.held.add('slow');
  const id = await fixture.begin({
    steps: [
      say('bad', 'bad', { continue_on_failure: true }),
      { step_id: 'p', type: 'parallel', fail_fast: true, tasks: [say('slow'), say('worse', 'bad')] },
    ],
  });
  await until(async () => statuses(await fixture.read(id))['p.worse'] === 'failed');
  const [row] = await fixture.engine.sql<{ asked: boolean }>(
    `SELECT cancel_requested_at IS NOT NULL OR status = 'cancelled' AS asked FROM tasks WHERE workflow_path = 'p.slow'`,
  );
  expect(row?.asked).toBe(true);
});

it('runs a template as a child and takes its output', async () => {
  const output = { word: '{{steps.c.output.said}}', by: '{{workflow.template}}' };
  await fixture.template('child', [say('c', '{{inputs.word}}')], { output });
  const id = await fixture.begin({
    steps: [
      { step_id: 'sub', type: 'workflow', template: 'child', inputs: { word: 'hi' } },
      say('after', '{{steps.sub.output.word}} there, {{steps.sub.output.by}}'),
    ],
  });
  await fixture.ended(id, 'completed');
  expect(fixture.seen).toEqual(['hi', 'hi there, child']);
});

it('fails a step whose template or parameters do not fit, without a task', async () => {
  const id = await fixture.begin({
    steps: [
      say('lost', '{{inputs.nothing}}', { continue_on_failure: true }),
      { ...say('odd', 'x', { continue_on_failure: true }), parameters: { message: { not: 'a text' }, delay_ms: 'x' } },
    ],
  });
  const run = await fixture.ended(id, 'completed');
  const codes = run.steps.map(({ path, error_code }) => `${path} ${error_code}`);
  expect(codes.sort()).toEqual(['lost TEMPLATE_UNRESOLVED', 'odd PARAMETERS_INVALID']);
  expect(fixture.seen).toEqual([]);
});

it('asks for one notification for a run, when it has ended', async () => {
  fixture.failing.add('bad');
  const both = { on_success: { notify: ['a@x', 'b@x'] }, on_failure: { notify: ['c@x'], retry_workflow: true } };
  const failed = await fixture.begin({ ...both, steps: [say('bad'), say('z')] });
  await fixture.ended(failed, 'failed');
  await fixture.template('child', [say('c')], both);
  const good = await fixture.begin({ ...both, steps: [{ step_id: 'sub', type: 'workflow', template: 'child' }] });
  await fixture.ended(good, 'completed');
  const events = await fixture.engine.sql<{ workflow_id: string; data: unknown }>(
    `SELECT workflow_id, data FROM workflow_events WHERE type = 'notify' ORDER BY at`,
  );
  expect(events).toEqual([
    { workflow_id: failed, data: { about: 'failed', recipients: 1 } },
    { workflow_id: good, data: { about: 'completed', recipients: 2 } },
  ]);
});

it('ends a template that runs itself at the tenth level', async () => {
  await fixture.template('endless', [{ step_id: 'again', type: 'workflow', template: 'endless' }]);
  const id = await fixture.begin({ steps: [{ step_id: 'first', type: 'workflow', template: 'endless' }] });
  expect(await fixture.ended(id, 'failed', 60_000)).toMatchObject({ error_code: 'TOO_MANY_LEVELS' });
  const [levels] = await fixture.engine.sql<{ runs: number; deepest: number }>(
    `SELECT count(*)::int AS runs, max(level) AS deepest FROM workflows`,
  );
  expect(levels).toEqual({ runs: 10, deepest: 10 });
});
