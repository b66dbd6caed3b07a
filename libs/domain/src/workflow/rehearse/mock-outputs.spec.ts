import { aDefinitionContext } from '../../testing/workflow-context';
import type { JsonValue } from '../definition/json-value';
import { validateDefinition } from '../validate/validate-definition';
import { MockOutputs } from './mock-outputs';

const task = { agent_id: 'echo', parameters: {} };
const validated = validateDefinition(
  {
    name: 'w',
    steps: [
      { step_id: 'assets', type: 'parallel', tasks: [{ step_id: 'image', ...task }] },
      { step_id: 'stories', type: 'map', items: [1, 2], task },
      {
        step_id: 'rows',
        type: 'map',
        items: [1, 2],
        task: { type: 'map', items: [1], task: { type: 'parallel', tasks: [{ step_id: 'cell', ...task }] } },
      },
      { step_id: 'pick', type: 'switch', cases: [{ when: 'true', steps: [{ step_id: 'fix', ...task }] }] },
      { step_id: 'pause', type: 'wait', seconds: 1 },
      { step_id: 'ok', type: 'approval' },
      { step_id: 'paid', type: 'signal', name: 'paid' },
    ],
  },
  aDefinitionContext(),
);
if (!validated.ok) throw new TypeError(JSON.stringify(validated.errors));
const { plan } = validated;

describe('mocked outputs', () => {
  it.each<[key: string, path: string, node: string]>([
    ['assets.image', 'assets.image', 'assets.image'],
    ['image', 'assets.image', 'assets.image'],
    ['stories[]', 'stories[7]', 'stories[]'],
    ['stories[3]', 'stories[3]', 'stories[]'],
    ['rows[][].cell', 'rows[1][0].cell', 'rows[][].cell'],
    ['rows[1][0].cell', 'rows[1][0].cell', 'rows[][].cell'],
    ['cell', 'rows[1][0].cell', 'rows[][].cell'],
    ['pick.fix', 'pick.fix', 'pick.fix'],
  ])('by the key %s are the answer of %s', (key, path, node) => {
    const read = MockOutputs.read(plan, { [key]: 'mock' });
    expect(read).toMatchObject({ ok: true });
    if (!read.ok) return;
    expect(read.mocks.unused()).toEqual([key]);
    expect(read.mocks.outputOf({ path, node })).toBe('mock');
    expect(read.mocks.unused()).toEqual([]);
    expect(read.mocks.outputOf({ path: 'assets', node: 'assets' })).toBeUndefined();
  });

  it('of one element go before those of all', () => {
    const read = MockOutputs.read(plan, { 'stories[]': 'any', 'stories[1]': 'second' });
    const outputOf = (path: string) => read.ok && read.mocks.outputOf({ path, node: 'stories[]' });
    expect(['stories[0]', 'stories[1]'].map(outputOf)).toEqual(['any', 'second']);
  });

  it.each<[key: string, output: JsonValue, message: RegExp]>([
    ['imagee', {}, /^is no step of the workflow \(did you mean "image"\?\)$/],
    ['constructor', {}, /^is no step/],
    ['stories[x]', {}, /^is no step/],
    ['stories[01]', {}, /^is no step/],
    ['rows[1][].cell', {}, /^is no step/],
    ['assets/image', {}, /^is no step/],
    ['assets', {}, /mock the steps in it/],
    ['pick', {}, /mock the steps in it/],
    ['stories', [{}], /mock its elements/],
    ['rows[0]', [{}], /mock its elements/],
    ['pause', {}, /only waits/],
    ['paid', 7, /must be an object/],
    ['ok', {}, /must be a decision/],
    ['ok', { approved: 'yes' }, /must be a decision/],
  ])('are refused by the key %s with %j', (key, output, message) => {
    const path = `/${key.replace('/', '~1')}`;
    const errors = [{ path, message: expect.stringMatching(message) }];
    expect(MockOutputs.read(plan, { [key]: output, image: {} })).toEqual({ ok: false, errors });
  });

  it('of one step are given once, whatever it is called by', () => {
    const errors = [{ path: '/image', message: 'names the same step as "assets.image"' }];
    expect(MockOutputs.read(plan, { 'assets.image': {}, image: {} })).toEqual({ ok: false, errors });
  });

  it('name at most a hundred mistakes', () => {
    const wrong = Object.fromEntries(Array.from({ length: 5000 }, (_, place) => [`none${place}`, {}]));
    expect(MockOutputs.read(plan, wrong)).toMatchObject({ ok: false, errors: { length: 100 } });
  });
});
