import { aDefinitionContext } from '../../testing/workflow-context';
import type { JsonObject } from '../definition/json-value';
import { validateDefinition } from '../validate/validate-definition';
import { MockOutputs } from './mock-outputs';
import type { Rehearsal, RehearsalSetting } from './rehearsal';
import { rehearseRun } from './rehearse-run';

interface Play extends Partial<RehearsalSetting> {
  readonly mocks?: JsonObject;
  /** Further fields of the definition. */
  readonly more?: JsonObject;
}

const say = (step_id: string, message: string = step_id, more: JsonObject = {}): JsonObject => ({
  ...{ step_id, agent_id: 'echo', parameters: { message } },
  ...more,
});

function rehearse(steps: JsonObject[], { mocks = {}, more = {}, ...setting }: Play = {}): Rehearsal {
  const templates = new Map([['child', { name: 'child', versions: [1], inputs: null }]]);
  const validated = validateDefinition({ name: 'w', steps, ...more }, aDefinitionContext({ templates }));
  if (!validated.ok) throw new TypeError(JSON.stringify(validated.errors));
  const read = MockOutputs.read(validated.plan, mocks);
  if (!read.ok) throw new TypeError(JSON.stringify(read.errors));
  return rehearseRun(validated.plan, read.mocks, {
    ...{ nowMs: 0, inputs: {} },
    workflow: { id: 'w', name: 'w', external_id: null, template: null, version: null, started_at: null },
    judgeTask: (_agent, value) => ({ ok: true, value }),
    judgeChild: (_template, _version, value) => ({ ok: true, value }),
    ...setting,
  });
}

/** `path status` of each step, with its reason or the code of its error. */
function ends({ steps }: Rehearsal): string[] {
  return steps.map(({ path, status, reason, error }) => [path, status, reason ?? error?.code ?? []].flat().join(' '));
}

function stepAt({ steps }: Rehearsal, path: string) {
  const found = steps.find((step) => step.path === path);
  if (!found) throw new TypeError(`no ${path}`);
  return found;
}

const failing = (step_id: string, more: JsonObject = {}) => say(step_id, '{{inputs.none}}', more);
const each = (task: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ step_id: 'each', type: 'map', items: '{{inputs.list}}', task },
  ...more,
});

describe('the rehearsal of a run', () => {
  it('fills in what steps are given with what those before them are mocked to answer', () => {
    const told = rehearse([say('blog', '{{inputs.topic}}'), say('tell', 'New: {{steps.blog.output.title}}')], {
      mocks: { blog: { title: 'Queues' } },
      inputs: { topic: 'tasks' },
    });
    expect(told).toMatchObject({ status: 'completed', error: null, truncated: null, unusedMocks: [] });
    expect(told.steps).toMatchObject([
      {
        path: 'blog',
        type: 'task',
        status: 'completed',
        agentId: 'echo',
        parameters: { message: 'tasks' },
        attempt: 1,
      },
      { path: 'tell', parameters: { message: 'New: Queues' }, mocked: false, output: {} },
    ]);
    expect(stepAt(told, 'blog')).toMatchObject({ mocked: true, output: { title: 'Queues' } });
    expect(told.output).toEqual({ blog: { title: 'Queues' }, tell: {} });
  });

  const branches = (when: string): JsonObject => ({
    ...{ step_id: 'pick', type: 'switch', default: [say('late')] },
    cases: [{ when, steps: [say('urgent')] }],
  });
  it.each<[name: string, steps: JsonObject[], play: Play, expected: string[], status: string]>([
    [
      'a reference without a value',
      [say('a'), say('b', '{{steps.a.output.gone}}'), say('c')],
      {},
      ['a completed', 'b failed TEMPLATE_UNRESOLVED', 'c skipped dependency'],
      'failed',
    ],
    [
      'a failure that is allowed',
      [failing('a', { continue_on_failure: true }), say('b')],
      {},
      ['a failed TEMPLATE_UNRESOLVED', 'b completed'],
      'completed',
    ],
    [
      'a condition that does not hold',
      [say('a', 'a', { condition: 'inputs.on' }), say('b')],
      { inputs: { on: false } },
      ['a skipped condition', 'b completed'],
      'completed',
    ],
    [
      'the case of a switch that holds',
      [branches('inputs.on')],
      { inputs: { on: true } },
      ['pick completed', 'pick.urgent completed', 'pick.late skipped branch'],
      'completed',
    ],
    [
      'the default of a switch',
      [branches('inputs.on')],
      { inputs: { on: false } },
      ['pick completed', 'pick.late completed', 'pick.urgent skipped branch'],
      'completed',
    ],
    [
      'a parallel that fails fast',
      [{ step_id: 'p', type: 'parallel', fail_fast: true, tasks: [say('a'), failing('b')] }],
      {},
      ['p failed TEMPLATE_UNRESOLVED', 'p.a cancelled CANCELLED', 'p.b failed TEMPLATE_UNRESOLVED'],
      'failed',
    ],
    [
      'a map of which one element fails',
      [each({ agent_id: 'echo', parameters: { message: '{{item.text}}' } }), say('b')],
      { inputs: { list: [{ text: 'x' }, {}] } },
      [
        'each failed TEMPLATE_UNRESOLVED',
        'each[0] completed',
        'each[1] failed TEMPLATE_UNRESOLVED',
        'b skipped dependency',
      ],
      'failed',
    ],
    [
      'items that are no list',
      [each({ agent_id: 'echo', parameters: {} })],
      { inputs: { list: 7 } },
      ['each failed MAP_ITEMS_INVALID'],
      'failed',
    ],
    [
      'a wait, which ends by itself',
      [{ step_id: 'w', type: 'wait', seconds: 900 }, say('b')],
      {},
      ['w completed', 'b completed'],
      'completed',
    ],
    [
      'a time limit that is shorter than a wait',
      [{ step_id: 'p', type: 'parallel', timeout_seconds: 5, tasks: [{ step_id: 'w', type: 'wait', seconds: 900 }] }],
      {},
      ['p failed STEP_TIMEOUT', 'p.w cancelled'],
      'failed',
    ],
    [
      'an approval that is refused',
      [{ step_id: 'ok', type: 'approval' }, say('b')],
      { mocks: { ok: { approved: false } } },
      ['ok failed APPROVAL_REJECTED', 'b skipped dependency'],
      'failed',
    ],
    [
      'an agent that refuses its parameters',
      [say('a')],
      { judgeTask: () => ({ ok: false, error: { code: 'PARAMETERS_INVALID', message: 'no' } }) },
      ['a failed PARAMETERS_INVALID'],
      'failed',
    ],
    [
      'a run that takes itself up again',
      [say('a'), failing('b')],
      { more: { on_failure: { retry_workflow: true } } },
      ['a completed', 'b failed TEMPLATE_UNRESOLVED'],
      'failed',
    ],
    [
      'a run that undoes what it did, the last step first',
      [
        say('a', 'a', { compensate: { agent_id: 'echo', parameters: { message: 'undo {{steps.a.output.id}}' } } }),
        say('b', 'b', { compensate: { agent_id: 'echo', parameters: { message: '{{steps.b.output.gone}}' } } }),
        failing('c'),
      ],
      { mocks: { a: { id: 7 } } },
      [
        ...['a completed', 'b completed', 'c failed TEMPLATE_UNRESOLVED'],
        ...['b:compensate failed TEMPLATE_UNRESOLVED', 'a:compensate completed'],
      ],
      'failed',
    ],
  ])('tells of %s', (_, steps, play, expected, status) => {
    const told = rehearse(steps, play);
    expect(ends(told)).toEqual(expected);
    expect([told.status, told.truncated]).toEqual([status, null]);
  });

  it('gathers what the elements of a map put out', () => {
    const task = {
      agent_id: 'echo',
      parameters: { message: '{{item}}' },
      output: { n: '{{index}}', is: '{{steps.each.output.is}}' },
    };
    const told = rehearse([each(task, { max_parallel: 1 }), say('b', '{{steps.each.output[2].is}}')], {
      inputs: { list: ['x', 'y', 'z'] },
      mocks: { 'each[]': { is: 'any' }, 'each[2]': { is: 'last' }, 'each[9]': {} },
    });
    expect(stepAt(told, 'each')).toMatchObject({ elements: 3, output: null, mocked: null });
    expect(stepAt(told, 'each[1]')).toMatchObject({
      parameters: { message: 'y' },
      output: { n: 1, is: 'any' },
      mocked: true,
    });
    expect(stepAt(told, 'b').parameters).toEqual({ message: 'last' });
    expect(told.unusedMocks).toEqual(['each[9]']);
  });

  it('asks people, waits for signals and gives children their inputs', () => {
    const told = rehearse(
      [
        { step_id: 'ok', type: 'approval', message: 'Pay {{inputs.sum}}?' },
        { step_id: 'paid', type: 'signal', name: 'paid' },
        { step_id: 'kid', type: 'workflow', template: 'child', inputs: { sum: '{{steps.paid.output.sum}}' } },
        say('b', '{{steps.kid.output.text}} {{steps.ok.output.approved}}'),
      ],
      { inputs: { sum: 3 }, mocks: { paid: { sum: 4 }, kid: { text: 'done' } } },
    );
    expect(told.steps).toMatchObject([
      { path: 'ok', detail: { message: 'Pay 3?' }, mocked: false, output: { approved: true, values: null } },
      { path: 'paid', detail: { name: 'paid' }, mocked: true, output: { sum: 4 } },
      { path: 'kid', template: 'child', parameters: { sum: 4 }, mocked: true },
      { path: 'b', parameters: { message: 'done true' } },
    ]);
  });

  it('gives two steps that wait for the same signal each its own', () => {
    const waits = (step_id: string) => ({ step_id, type: 'signal', name: 'go', depends_on: [] });
    const told = rehearse([waits('a'), waits('b')], { mocks: { b: { is: 'b' }, a: { is: 'a' } } });
    expect(told.output).toEqual({ a: { is: 'a' }, b: { is: 'b' } });
  });

  it('shows what an agent was given where that is why the step failed', () => {
    const judgeTask = () =>
      ({ ok: false, error: { code: 'PARAMETERS_INVALID', message: '/message is too long' } }) as const;
    expect(rehearse([say('a')], { judgeTask }).steps).toMatchObject([
      { parameters: { message: 'a' }, error: { code: 'PARAMETERS_INVALID', message: '/message is too long' } },
    ]);
  });

  it.each<[more: JsonObject, status: string, output: unknown, code: string | undefined]>([
    [{ output: { title: '{{steps.a.output.title}}' } }, 'completed', { title: 'T' }, undefined],
    [{ output: { gone: '{{steps.a.output.gone}}' } }, 'failed', null, 'TEMPLATE_UNRESOLVED'],
  ])('comes to the output of %j', (more, status, output, code) => {
    const told = rehearse([say('a')], { more, mocks: { a: { title: 'T' } } });
    expect([told.status, told.output, told.error?.code]).toEqual([status, output, code]);
  });

  it('starts a thousand steps, and says that it went no further', () => {
    const list = Array.from({ length: 5000 }, (_, place) => place);
    const told = rehearse([each({ agent_id: 'echo', parameters: { message: '{{item}}' } })], { inputs: { list } });
    expect(told).toMatchObject({ status: 'running', truncated: 'steps', output: null });
    expect(told.steps).toHaveLength(1000);
  });

  it('tells the longest chain of steps to its end', () => {
    const told = rehearse(Array.from({ length: 500 }, (_, place) => say(`s${place}`)));
    expect([told.status, told.truncated, told.steps.length]).toEqual(['completed', null, 500]);
  });

  it('tells a thousand steps to their end', () => {
    const list = Array.from({ length: 999 }, () => 0);
    const told = rehearse([each({ agent_id: 'echo', parameters: {} }, { max_parallel: 1 })], { inputs: { list } });
    expect([told.status, told.truncated, told.steps.length]).toEqual(['completed', null, 1000]);
  });

  it.each<[name: string, steps: JsonObject[], more: JsonObject]>([
    ['outputs of steps', [say('big'), say('b', 'b', { output: lengths(20) })], {}],
    ['the result', [say('big')], { output: lengths(20) }],
  ])('is bounded by how much %s look at', (_, steps, more) => {
    const told = rehearse(steps, { more, mocks: { big: { text: 'x'.repeat(500_000) } } });
    expect(told).toMatchObject({ status: 'running', truncated: 'size', output: null });
    expect(stepAt(told, 'big').status).toBe('completed');
  });

  it.each<[name: string, task: JsonObject]>([
    ['written out in parameters', { agent_id: 'echo', parameters: { message: 'x'.repeat(500_000) } }],
    ['written out in an output', { agent_id: 'echo', parameters: {}, output: { text: 'x'.repeat(500_000) } }],
    ['asked of people', { type: 'approval', message: 'x'.repeat(500_000) }],
  ])('is bounded by how much is %s', (_, task) => {
    const told = rehearse([each(task)], { inputs: { list: Array.from({ length: 900 }, () => 0) } });
    expect(told.truncated).toBe('size');
    expect(JSON.stringify(told).length).toBeLessThan(10 * 1024 * 1024);
  });

  it('is bounded by how much is answered', () => {
    const list = Array.from({ length: 900 }, () => 0);
    const told = rehearse([each({ agent_id: 'echo', parameters: {} })], {
      ...{ inputs: { list }, mocks: { 'each[]': 'x'.repeat(500_000) } },
    });
    expect(told).toMatchObject({ status: 'running', truncated: 'size' });
    expect(new Set(told.steps.map(({ output }) => output))).toEqual(new Set([null]));
  });

  it.each([
    ['shown', '{{steps.big.output.text}}'],
    ['looked at', '{{steps.big.output.text | length}}'],
  ])('is bounded by how much text is %s', (_, message) => {
    const list = Array.from({ length: 900 }, () => 0);
    const told = rehearse([say('big'), each({ agent_id: 'echo', parameters: { message } }, { items: list })], {
      mocks: { big: { text: 'x'.repeat(500_000) } },
    });
    expect(told.truncated).toBe('size');
    expect(told.steps.length).toBeLessThan(40);
  });
});

function lengths(count: number): JsonObject {
  return Object.fromEntries(
    Array.from({ length: count }, (_, place) => [`n${place}`, '{{steps.big.output.text | length}}']),
  );
}
