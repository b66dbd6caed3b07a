/** A kind of run: what it is, and what must come of it whoever dies. */
export interface Shape {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly status: 'completed' | 'failed';
  readonly output: unknown;
  /** The steps whose tasks run, each as often as it stands here. */
  readonly tasks: readonly string[];
}

/** A template that must be there. */
export const CHILD_TEMPLATE = {
  name: 'word-twice',
  inputs: { type: 'object', required: ['word'], properties: { word: { type: 'string' } } },
  steps: [say('one', '{{inputs.word}}'), say('two', '{{steps.one.output.message}} again')],
  output: { said: '{{steps.two.output.message}}' },
};

const ELEMENTS = Array.from({ length: 12 }, (_, index) => index);
const CHAIN = ['s0', 's1', 's2', 's3', 's4', 's5'];
const UNDO = { compensate: { agent_id: 'echo', parameters: { message: 'undone' } } };
const BAD = { agent_id: 'echo', parameters: { fail: { class: 'permanent', times: 99 } } };

export const SHAPES = {
  chain: {
    definition: {
      steps: CHAIN.map((id, place) => say(id, place === 0 ? '0' : `{{steps.s${place - 1}.output.message}}${place}`)),
      output: { all: '{{steps.s5.output.message}}' },
    },
    ...{ status: 'completed', output: { all: '012345' }, tasks: CHAIN },
  },
  map: {
    definition: {
      steps: [{ step_id: 'm', type: 'map', items: ELEMENTS, max_parallel: 4, task: { ...said('n{{item}}') } }],
      output: { all: '{{steps.m.output}}' },
    },
    status: 'completed',
    output: { all: ELEMENTS.map((item) => ({ message: `n${item}`, data: null })) },
    tasks: ELEMENTS.map((item) => `m[${item}]`),
  },
  'map of lists': {
    definition: {
      steps: [
        {
          ...{ step_id: 'm', type: 'map', items: ['a', 'b', 'c'] },
          task: { type: 'parallel', tasks: [say('x', '{{item}}'), say('y', '{{item}}')] },
        },
      ],
      output: { count: '{{steps.m.output | length}}' },
    },
    ...{ status: 'completed', output: { count: 3 } },
    tasks: [0, 1, 2].flatMap((index) => [`m[${index}].x`, `m[${index}].y`]),
  },
  parallel: {
    definition: {
      steps: [
        { step_id: 'p', type: 'parallel', tasks: [say('x', 'left'), say('y', 'right')] },
        say('last', '{{steps.p.x.output.message}} {{steps.p.y.output.message}}'),
      ],
      output: { both: '{{steps.last.output.message}}' },
    },
    ...{ status: 'completed', output: { both: 'left right' }, tasks: ['p.x', 'p.y', 'last'] },
  },
  switch: {
    definition: {
      steps: [
        say('a', 'second'),
        {
          ...{ step_id: 's', type: 'switch', default: [say('no', 'third')] },
          cases: [
            { when: "steps.a.output.message == 'first'", steps: [say('never', 'first')] },
            { when: "steps.a.output.message == 'second'", steps: [say('yes', 'taken')] },
          ],
        },
      ],
      output: { taken: '{{steps.s.yes.output.message}}' },
    },
    ...{ status: 'completed', output: { taken: 'taken' }, tasks: ['a', 's.yes'] },
  },
  child: {
    definition: {
      steps: [
        { step_id: 'sub', type: 'workflow', template: CHILD_TEMPLATE.name, inputs: { word: 'hello' } },
        say('after', '{{steps.sub.output.said}}!'),
      ],
      output: { said: '{{steps.after.output.message}}' },
    },
    ...{ status: 'completed', output: { said: 'hello again!' }, tasks: ['after'] },
  },
  wait: {
    definition: {
      steps: [say('before', 'b'), { step_id: 'w', type: 'wait', seconds: 1 }, say('after', 'a')],
      output: { after: '{{steps.after.output.message}}' },
    },
    ...{ status: 'completed', output: { after: 'a' }, tasks: ['before', 'after'] },
  },
  approval: {
    definition: {
      steps: [say('draft', 'd'), { step_id: 'ok', type: 'approval', message: 'May it go?' }, say('go', 'gone')],
      output: { approved: '{{steps.ok.output.approved}}', go: '{{steps.go.output.message}}' },
    },
    ...{ status: 'completed', output: { approved: true, go: 'gone' }, tasks: ['draft', 'go'] },
  },
  signal: {
    definition: {
      steps: [
        { step_id: 'paid', type: 'signal', name: 'paid', depends_on: [] },
        { ...say('other', 'o'), depends_on: [] },
        { ...say('send', '{{steps.paid.output.by}}'), depends_on: ['paid', 'other'] },
      ],
      output: { by: '{{steps.send.output.message}}' },
    },
    ...{ status: 'completed', output: { by: 'bob' }, tasks: ['other', 'send'] },
  },
  compensation: {
    definition: {
      steps: [say('a', 'a', UNDO), say('b', 'b', UNDO), { step_id: 'bad', ...BAD }, say('never', 'n')],
    },
    ...{ status: 'failed', output: null, tasks: ['a', 'b', 'bad', 'b:compensate', 'a:compensate'] },
  },
  'taken up again': {
    definition: { steps: [say('a', 'a'), { step_id: 'bad', ...BAD }], on_failure: { retry_workflow: true } },
    ...{ status: 'failed', output: null, tasks: ['a', 'bad', 'bad'] },
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];

function said(message: string): Record<string, unknown> {
  return { agent_id: 'echo', parameters: { message, delay_ms: 50 } };
}

function say(step_id: string, message: string, more: object = {}): Record<string, unknown> {
  return { step_id, ...said(message), ...more };
}
