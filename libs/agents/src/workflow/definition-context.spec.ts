import { validateDefinition, type JsonObject } from '@cadre/domain';
import fc from 'fast-check';
import { loadAgentDefinitions } from '../definition/load-agent-definitions';
import { projectFile } from '../definition/project-file';
import { definitionContext } from './definition-context';

const { definitions: agents } = loadAgentDefinitions(projectFile('configs/agents'));
const CHILD = { type: 'object', required: ['n'], additionalProperties: false, properties: { n: { type: 'integer' } } };
const context = definitionContext(agents, [{ name: 'child', versions: [1, 2], inputs: CHILD }]);

const blog = { step_id: 'blog', agent_id: 'copywriter', parameters: { topic: '{{inputs.topic}}', word_count: 1200 } };
const echo = (step_id: string, message = 'hello', more: JsonObject = {}) => ({
  step_id,
  agent_id: 'echo',
  parameters: { message },
  ...more,
});
const flow = (...steps: unknown[]) => ({ name: 'launch', steps });
const map = (task: JsonObject) => ({ step_id: 'each', type: 'map', items: '{{inputs.list}}', task });
const nested = (depth: number): JsonObject =>
  depth === 0 ? echo('leaf') : { step_id: `level${depth}`, type: 'parallel', tasks: [nested(depth - 1)] };

function errorsOf(definition: unknown): string[] {
  const result = validateDefinition(definition, context);
  return result.ok
    ? []
    : result.errors.map(({ step_id, path, code, message }) => `${step_id ?? '-'} ${path} ${code} ${message}`);
}

describe('a definition, checked against the real agents', () => {
  it.each<[string, unknown]>([
    [
      'a launch of a product',
      {
        name: 'product-launch',
        inputs: { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] },
        steps: [
          { ...blog, retry: 3 },
          {
            ...{ step_id: 'assets', type: 'parallel' },
            tasks: [
              {
                ...{ step_id: 'image', agent_id: 'visual-designer' },
                parameters: { prompt: '{{steps.blog.output.title}}', aspect_ratio: '16:9' },
              },
              {
                ...{ step_id: 'social', agent_id: 'social-media-manager' },
                parameters: { content: '{{steps.blog.output.excerpt}}', platform: 'linkedin' },
              },
            ],
          },
          {
            ...{ step_id: 'send', agent_id: 'gmail-agent', depends_on: ['assets'] },
            parameters: {
              ...{ to: 'team@example.com', subject: 'New: {{steps.blog.output.title}}' },
              attachments: ['{{steps.assets.image.output.file_path}}'],
            },
          },
        ],
        on_success: { notify: ['team@example.com'] },
        on_failure: { notify: ['manager@example.com'], retry_workflow: false },
      },
    ],
    ['a chain', flow(blog, echo('tell', 'New: {{steps.blog.output.title}}'))],
    [
      'names in any order that can be kept',
      flow(echo('a', 'a', { depends_on: ['b'] }), echo('b', 'b', { depends_on: [] })),
    ],
    [
      'a nested step that is waited for',
      flow(
        { step_id: 'both', type: 'parallel', tasks: [blog, echo('x')] },
        echo('tell', '{{steps.both.blog.output.title}}', { depends_on: ['both.blog', 'x'] }),
      ),
    ],
    [
      'tasks of a parallel that wait for each other',
      flow({ step_id: 'both', type: 'parallel', tasks: [echo('x', '{{steps.both.blog.output.title}}'), blog] }),
    ],
    [
      'a map with steps in it',
      flow(
        map({
          type: 'parallel',
          tasks: [echo('draft', '{{item.name}} {{index}}'), echo('check', '{{steps.each.draft.output.message}}')],
        }),
        echo('tell', '{{steps.each.output | json}}'),
      ),
    ],
    [
      'a switch, and a reference into a branch from behind it',
      flow(
        { step_id: 'pick', type: 'switch', cases: [{ when: 'inputs.a', steps: [echo('x')] }], default: [echo('y')] },
        echo('tell', '{{steps.pick.x.output.message | default: "none"}}'),
      ),
    ],
    [
      'its own output in its mapping',
      flow({ ...blog, output: { name: '{{steps.blog.output.title}}' } }, echo('tell', '{{steps.blog.output.name}}')),
    ],
    [
      'an undoing that knows what was done',
      flow({ ...blog, compensate: { agent_id: 'echo', parameters: { message: 'undo {{steps.blog.output.title}}' } } }),
    ],
    [
      'every kind of waiting',
      flow(
        { step_id: 'w', type: 'wait', seconds: 5 },
        { step_id: 'u', type: 'wait', until: '2027-01-31T09:00:00+09:00' },
        { step_id: 't', type: 'wait', until: '{{inputs.at}}' },
        { step_id: 's', type: 'signal', name: 'paid', timeout_seconds: 60 },
        {
          step_id: 'ok',
          type: 'approval',
          message: 'Publish {{workflow.name}}?',
          form: { type: 'object', properties: { note: { type: 'string' } } },
          approvers: ['{{inputs.owner}}'],
          four_eyes: true,
          timeout_seconds: 3600,
          on_timeout: 'reject',
        },
      ),
    ],
    [
      'a child',
      flow(
        { step_id: 'sub', type: 'workflow', template: 'child', inputs: { n: '{{inputs.n}}' } },
        { step_id: 'old', type: 'workflow', template: 'child', version: 1 },
      ),
    ],
    [
      'every option',
      flow(
        echo('a', 'x', {
          description: 'd',
          condition: 'exists(inputs.x) and not inputs.y in ["a"]',
          retry: { max_retries: 2, strategy: 'fixed' },
          timeout_seconds: 5,
          priority: 'high',
          continue_on_failure: true,
          cache_seconds: 60,
        }),
      ),
    ],
    [
      'what workflows have besides steps',
      {
        ...flow(blog),
        description: 'd',
        workflow_id: 'mine',
        output: { title: '{{steps.blog.output.title}}' },
        on_success: { notify: ['a@example.com'] },
        on_failure: { notify: [], retry_workflow: true },
      },
    ],
    ['ten levels', flow(nested(9))],
    ['500 steps', flow(...Array.from({ length: 500 }, (_, i) => echo(`s${i}`)))],
  ])('is accepted with %s', (_, definition) => {
    expect(errorsOf(definition)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['null', null, '-  SCHEMA_VIOLATION must be object'],
    ['no steps', { name: 'x' }, '- /steps SCHEMA_VIOLATION is required'],
    ['an empty list', flow(), '- /steps SCHEMA_VIOLATION must NOT have fewer than 1 items'],
    [
      'an empty parallel',
      flow({ step_id: 'p', type: 'parallel', tasks: [] }),
      'p /steps/0/tasks SCHEMA_VIOLATION must NOT have fewer',
    ],
    [
      'an empty branch',
      flow({ step_id: 'p', type: 'switch', cases: [{ when: 'true', steps: [] }] }),
      'p /steps/0/cases/0/steps SCHEMA_VIOLATION must NOT have',
    ],
    [
      'a misspelt option',
      flow({ ...blog, contition: 'true' }),
      'blog /steps/0/contition SCHEMA_VIOLATION is not a known property (did you mean "condition"?)',
    ],
    [
      'an unknown type',
      flow({ step_id: 'a', type: 'paralel' }),
      'a /steps/0/type SCHEMA_VIOLATION must be one of "task", "parallel"',
    ],
    [
      'a task of a map with a name',
      flow(map(echo('x'))),
      'each /steps/0/task/step_id SCHEMA_VIOLATION is not allowed here',
    ],
    ['a bad id', flow(echo('a.b')), 'a.b /steps/0/step_id SCHEMA_VIOLATION must match pattern'],
    [
      'two times to wait for',
      flow({ step_id: 'w', type: 'wait', seconds: 1, until: '{{inputs.at}}' }),
      'w /steps/0 SCHEMA_VIOLATION must match exactly one',
    ],
    [
      'an unknown agent',
      flow(echo('a'), { step_id: 'b', agent_id: 'copywritter' }),
      'b /steps/1/agent_id UNKNOWN_AGENT there is no agent "copywritter" (did you mean "copywriter"?)',
    ],
    [
      'an unknown agent that undoes',
      flow({ ...blog, compensate: { agent_id: 'nobody' } }),
      'blog /steps/0/compensate/agent_id UNKNOWN_AGENT',
    ],
    [
      'an id twice',
      flow(echo('a'), { step_id: 'p', type: 'parallel', tasks: [echo('a')] }),
      'a /steps/1/tasks/0/step_id DUPLICATE_STEP_ID "a" is the id of the step at /steps/0, too',
    ],
    ['a reserved id', flow(echo('output')), 'output /steps/0/step_id RESERVED_STEP_ID'],
    ['too many steps', flow(...Array.from({ length: 501 }, (_, i) => echo(`s${i}`))), 'TOO_MANY_STEPS'],
    ['eleven levels', flow(nested(10)), 'TOO_DEEP steps may be nested at most 10'],
    [
      'a reference to a later step',
      flow(echo('a', '{{steps.blog.output.title}}'), blog),
      'a /steps/0/parameters/message LATER_STEP "a" refers to "blog", which comes after it',
    ],
    [
      'a dependency on a later step',
      flow(echo('a', 'x', { depends_on: ['b'] }), echo('b')),
      'a /steps/0/depends_on/0 LATER_STEP "a" depends on "b"',
    ],
    [
      'a cycle',
      flow(echo('a', 'x', { depends_on: ['b'] }), echo('b', 'x', { depends_on: ['a'] })),
      'CYCLE steps wait for each other: "a" waits for "b" waits for "a"',
    ],
    ['itself', flow(echo('a', 'x', { depends_on: ['a'] })), 'a /steps/0/depends_on/0 CYCLE'],
    [
      'a cycle through containers',
      flow(
        { step_id: 'p', type: 'parallel', tasks: [echo('x', '{{steps.q.y.output.message}}')] },
        { step_id: 'q', type: 'parallel', tasks: [echo('y')] },
      ),
      'x /steps/0/tasks/0/parameters/message LATER_STEP "p.x" refers to "q.y"',
    ],
    [
      'what it is in',
      flow({ step_id: 'p', type: 'parallel', tasks: [echo('x', 'x', { depends_on: ['p'] })] }),
      'x /steps/0/tasks/0/depends_on/0 UNREACHABLE_STEP',
    ],
    [
      'what is in it',
      flow({ step_id: 'p', type: 'parallel', condition: 'steps.p.x.output.ok', tasks: [echo('x')] }),
      'p /steps/0/condition LATER_STEP',
    ],
    [
      'an unknown step',
      flow(blog, echo('a', '{{steps.blgo.output.title}}')),
      'a /steps/1/parameters/message UNKNOWN_STEP there is no step "blgo" (did you mean "steps.blog"?)',
    ],
    [
      'a nested step by half its name',
      flow({ step_id: 'p', type: 'parallel', tasks: [blog] }, echo('a', '{{steps.blog.output.title}}')),
      '(did you mean "steps.p.blog"?)',
    ],
    [
      'an unknown dependency',
      flow(blog, echo('a', 'x', { depends_on: ['blgo'] })),
      'a /steps/1/depends_on/0 UNKNOWN_STEP there is no step "blgo" (did you mean "blog"?)',
    ],
    [
      'a step in a map from outside',
      flow(map({ type: 'parallel', tasks: [echo('draft')] }), echo('a', '{{steps.each.draft.output.message}}')),
      'a /steps/1/parameters/message UNREACHABLE_STEP "each.draft" runs once per element',
    ],
    [
      'a step in another branch',
      flow({
        step_id: 's',
        type: 'switch',
        cases: [{ when: 'true', steps: [echo('x')] }],
        default: [echo('y', '{{steps.s.x.output.message}}')],
      }),
      'y /steps/0/default/0/parameters/message UNREACHABLE_STEP "s.x" is in another branch of "s"',
    ],
    [
      'a reference to a step as such',
      flow(blog, echo('a', '{{steps.blog.title}}')),
      'a /steps/1/parameters/message TEMPLATE_INVALID "steps.blog.title" has no "output", "status" or "error"; say what of the step: "steps.blog.output.title"',
    ],
    ['item outside a map', flow(echo('a', '{{item}}')), 'a /steps/0/parameters/message ITEM_OUTSIDE_MAP'],
    [
      'item in the items of its own map',
      flow({ ...map({ agent_id: 'echo' }), items: '{{item.list}}' }),
      'each /steps/0/items ITEM_OUTSIDE_MAP',
    ],
    ['an unknown root', flow(echo('a', '{{env.HOME}}')), 'a /steps/0/parameters/message TEMPLATE_UNKNOWN_ROOT'],
    [
      'an unknown filter',
      flow(echo('a', '{{inputs.a | upcase}}')),
      'a /steps/0/parameters/message TEMPLATE_UNKNOWN_FILTER',
    ],
    ['a path to a prototype', flow(echo('a', '{{inputs.constructor.constructor}}')), 'TEMPLATE_FORBIDDEN_PATH'],
    [
      'a member the workflow has not',
      flow(echo('a', '{{workflow.nam}}')),
      'UNKNOWN_FIELD "workflow" has no "nam" (did you mean "name"?)',
    ],
    [
      'an output field the agent has not',
      flow(blog, echo('a', '{{steps.blog.output.titel}}')),
      'a /steps/1/parameters/message UNKNOWN_FIELD "steps.blog.output.titel" cannot have a value: there is no "titel" (did you mean "title"?)',
    ],
    ['a field of a text', flow(blog, echo('a', '{{steps.blog.output.title.de}}')), 'UNKNOWN_FIELD'],
    [
      'a task the parallel has not',
      flow({ step_id: 'p', type: 'parallel', tasks: [blog] }, echo('a', '{{steps.p.output.blgo.title}}')),
      'UNKNOWN_FIELD "steps.p.output.blgo.title" cannot have a value: there is no "blgo" (did you mean "blog"?)',
    ],
    [
      'a field its mapping has not',
      flow({ ...blog, output: { name: 'x' } }, echo('a', '{{steps.blog.output.title}}')),
      'UNKNOWN_FIELD',
    ],
    [
      'an input that is refused by its schema',
      {
        ...flow(blog),
        inputs: { type: 'object', additionalProperties: false, properties: { topik: { type: 'string' } } },
      },
      'blog /steps/0/parameters/topic UNKNOWN_FIELD',
    ],
    ['a list for a text', flow({ ...blog, parameters: { topic: 'x', audience: '{{index}}' } }), 'ITEM_OUTSIDE_MAP'],
    [
      'a text for a number',
      flow(blog, { ...blog, step_id: 'again', parameters: { topic: 'x', word_count: '{{steps.blog.output.title}}' } }),
      'again /steps/1/parameters/word_count TYPE_MISMATCH must be number, and this is string',
    ],
    [
      'a number for a text, after a filter',
      flow(blog, { ...blog, step_id: 'again', parameters: { topic: '{{steps.blog.output.title | length}}' } }),
      'again /steps/1/parameters/topic TYPE_MISMATCH must be string, and this is number',
    ],
    [
      'words around a number',
      flow({ ...blog, parameters: { topic: 'x', word_count: 'about {{inputs.n}}' } }),
      'blog /steps/0/parameters/word_count TYPE_MISMATCH must be number, and this is string',
    ],
    [
      'a parameter that is missing',
      flow({ step_id: 'blog', agent_id: 'copywriter' }),
      'blog /steps/0/parameters/topic PARAMETERS_INVALID is required (agent "copywriter")',
    ],
    [
      'a parameter that is unknown',
      flow({ ...blog, parameters: { topic: '{{inputs.t}}', tune: 'casual' } }),
      'blog /steps/0/parameters/tune PARAMETERS_INVALID is not a known property (did you mean "tone"?)',
    ],
    [
      'a literal that does not fit',
      flow({ ...blog, parameters: { topic: 'x', word_count: 100 } }),
      'blog /steps/0/parameters/word_count PARAMETERS_INVALID must be >= 500',
    ],
    [
      'a condition that does not parse',
      flow(echo('a', 'x', { condition: 'inputs.n >' })),
      'a /steps/0/condition CONDITION_INVALID Expected expression after >',
    ],
    [
      'a case that does not parse',
      flow({ step_id: 's', type: 'switch', cases: [{ when: 'input.n', steps: [echo('x')] }] }),
      's /steps/0/cases/0/when CONDITION_INVALID "input" is not known here',
    ],
    [
      'a condition on an unknown step',
      flow(echo('a', 'x', { condition: 'steps.b.output.ok' })),
      'a /steps/0/condition UNKNOWN_STEP',
    ],
    ['a negative wait', flow({ step_id: 'w', type: 'wait', seconds: -1 }), 'w /steps/0/seconds DURATION_INVALID'],
    ['a wait in words', flow({ step_id: 'w', type: 'wait', seconds: 'ten' }), 'w /steps/0/seconds DURATION_INVALID'],
    [
      'an instant without its offset',
      flow({ step_id: 'w', type: 'wait', until: '2027-01-31T09:00:00' }),
      'w /steps/0/until DURATION_INVALID',
    ],
    [
      'a day that is none',
      flow({ step_id: 'w', type: 'wait', until: '2027-13-31T09:00:00Z' }),
      'w /steps/0/until DURATION_INVALID',
    ],
    [
      'no time to run at all',
      flow({ ...blog, timeout_seconds: 0 }),
      'blog /steps/0/timeout_seconds SCHEMA_VIOLATION must be > 0',
    ],
    [
      'a timeout that never comes',
      flow({ step_id: 'ok', type: 'approval', on_timeout: 'fail' }),
      'ok /steps/0/on_timeout DURATION_INVALID',
    ],
    [
      'an unknown template',
      flow({ step_id: 'sub', type: 'workflow', template: 'chidl' }),
      'sub /steps/0/template UNKNOWN_TEMPLATE there is no template "chidl" (did you mean "child"?)',
    ],
    [
      'an unknown version',
      flow({ step_id: 'sub', type: 'workflow', template: 'child', version: 3 }),
      'sub /steps/0/version UNKNOWN_TEMPLATE template "child" has no version 3; it has 1, 2',
    ],
    [
      'inputs a child cannot take',
      flow({ step_id: 'sub', type: 'workflow', template: 'child', inputs: { n: 'x' } }),
      'sub /steps/0/inputs/n INPUTS_INVALID must be integer',
    ],
    [
      'inputs that are no schema',
      { ...flow(blog), inputs: { type: 'object', properties: { a: { typ: 'string' } } } },
      '- /inputs SCHEMA_REJECTED',
    ],
    [
      'a form with a remote reference',
      flow({ step_id: 'ok', type: 'approval', form: { $ref: 'https://example.com/s.json' } }),
      'ok /steps/0/form/$ref SCHEMA_REJECTED $ref must point into the same schema',
    ],
    [
      'an output of an unknown step',
      { ...flow(blog), output: { a: '{{steps.blgo.output}}' } },
      '- /output/a UNKNOWN_STEP',
    ],
  ])('refuses %s', (_, definition, expected) => {
    expect(errorsOf(definition)).toContainEqual(expect.stringContaining(expected));
  });

  it('has every mistake in it named at once, in the order of its steps', () => {
    const definition = {
      ...flow(
        { step_id: 'a', agent_id: 'nobody', retries: 3 },
        { ...blog, parameters: { topic: '{{steps.c.output.x}}', word_count: 1 } },
        { agent_id: 'echo', condition: '(' },
      ),
      inputs: { type: 'object', properties: { x: { pattern: '(?=a)' } } },
    };
    expect(errorsOf(definition).map((error) => error.split(' ', 3).join(' '))).toEqual([
      '- /steps/2/step_id SCHEMA_VIOLATION',
      '- /steps/2/condition CONDITION_INVALID',
      '- /inputs SCHEMA_REJECTED',
      'a /steps/0/retries SCHEMA_VIOLATION',
      'a /steps/0/agent_id UNKNOWN_AGENT',
      'blog /steps/1/parameters/topic UNKNOWN_STEP',
      'blog /steps/1/parameters/word_count PARAMETERS_INVALID',
    ]);
  });

  it('is not refused for what a reference might become', () => {
    const definition = flow(
      { step_id: 'build', agent_id: 'build-test', parameters: { workspace: { artifact_id: '{{inputs.id}}' } } },
      { step_id: 'same', agent_id: 'build-test', parameters: { workspace: '{{inputs.workspace}}' } },
    );
    expect(errorsOf(definition)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a forbidden key',
      JSON.parse('{"name":"x","steps":[{"step_id":"a","agent_id":"echo","parameters":{"__proto__":{"x":1}}}]}'),
      'FORBIDDEN_KEY',
    ],
    ['too much text', flow(echo('a', 'x'.repeat(1_100_000))), 'DEFINITION_TOO_LARGE'],
    [
      'too many values',
      flow(echo('a', 'x', { parameters: { data: Array<number>(100_001).fill(1) } })),
      'DEFINITION_TOO_LARGE',
    ],
    [
      'bottomless nesting',
      Array.from({ length: 100_000 }).reduce<unknown>((inner) => ({ steps: [inner] }), {}),
      'DEFINITION_TOO_LARGE',
    ],
    [
      'a pattern that explodes',
      { ...flow(blog), inputs: { type: 'object', properties: { a: { type: 'string', pattern: '(?<=a)b' } } } },
      'SCHEMA_REJECTED',
    ],
    [
      'a schema of 200 kB',
      { ...flow(blog), inputs: { type: 'object', description: 'x'.repeat(200_000) } },
      'SCHEMA_REJECTED',
    ],
    [
      'a schema that refers to itself',
      { ...flow(blog), inputs: { type: 'object', properties: { a: { $ref: '#' } } } },
      'SCHEMA_REJECTED',
    ],
    [
      'too many references',
      flow(...Array.from({ length: 6 }, (_, i) => echo(`s${i}`, '{{inputs.a}}'.repeat(1_000)))),
      'TOO_MANY_REFERENCES',
    ],
    ['too many references in one value', flow(echo('a', '{{inputs.a}}'.repeat(2_001))), 'TEMPLATE_TOO_LARGE'],
  ])('with %s is refused', (_, definition, code) => {
    expect(errorsOf(definition)).toContainEqual(expect.stringContaining(code));
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('with thousands of mistakes names the first hundred', () => {
    const definition = flow(
      ...Array.from({ length: 400 }, (_, i) =>
        echo(`s${i}`, `{{steps.${'q'.repeat(40)}${i}.output}}`, { agent_id: `nobody-${i}` }),
      ),
    );
    expect(errorsOf(definition)).toHaveLength(100);
  });

  it('is refused or accepted, whatever it is, and never thrown over', () => {
    const words = fc.constantFrom<unknown>(
      'a',
      'b',
      'echo',
      'task',
      'parallel',
      'map',
      'switch',
      'wait',
      '{{steps.a.output}}',
      '{{item',
      'inputs.x',
      '',
      1,
      null,
      true,
    );
    const key = fc.constantFrom(
      'step_id',
      'type',
      'agent_id',
      'parameters',
      'depends_on',
      'tasks',
      'task',
      'items',
      'cases',
      'when',
      'steps',
      'default',
      'condition',
      'output',
      'compensate',
      'seconds',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        words,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 6 }),
      ),
    }));
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ name: words, steps: fc.array(value, { maxLength: 5 }), inputs: value, output: value }),
    );
    fc.assert(
      fc.property(anything, (raw) => expect(validateDefinition(raw, context)).toHaveProperty('ok')),
      { numRuns: 1_000 },
    );
  });
});
