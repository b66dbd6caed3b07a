import fc from 'fast-check';
import { aDefinitionContext, parsePathCondition } from '../../testing/workflow-context';
import type { JsonObject } from '../definition/json-value';
import type { WorkflowDefinition } from '../definition/workflow-definition';
import type { PlanNode, WorkflowPlan } from '../plan/workflow-plan';
import { MAX_DEFINITION_ERRORS } from './definition-error';
import { DEFINITION_LIMITS, inspectJson } from './inspect-json';
import { DefinitionInvalidError, planDefinition, validateDefinition } from './validate-definition';

const echo = (step_id: string, message: string, more: JsonObject = {}): JsonObject => ({
  step_id,
  agent_id: 'echo',
  parameters: { message },
  ...more,
});

function planOf(...steps: JsonObject[]): WorkflowPlan {
  const result = validateDefinition({ name: 'w', steps }, aDefinitionContext());
  if (!result.ok) throw new DefinitionInvalidError(result.errors);
  return result.plan;
}

function node(plan: WorkflowPlan, path: string): PlanNode {
  const found = plan.nodes.get(path);
  if (found === undefined) throw new TypeError(`no node ${path}, only ${[...plan.nodes.keys()].join(' ')}`);
  return found;
}

describe('a plan', () => {
  const plan = planOf(
    echo('first', '{{inputs.a}}'),
    {
      step_id: 'each',
      type: 'map',
      items: '{{steps.first.output.list}}',
      task: {
        type: 'switch',
        cases: [
          {
            when: 'item.ok',
            steps: [echo('draft', '{{steps.side.output.x}}'), echo('check', '{{steps.each.draft.output.m}}')],
          },
        ],
        default: [echo('skip', '{{item.name}}')],
      },
    },
    { step_id: 'both', type: 'parallel', tasks: [echo('left', 'l'), echo('right', '{{steps.both.left.output.m}}')] },
    echo('side', 's', { depends_on: [] }),
    echo('last', '{{steps.each.output}}', { depends_on: ['right'] }),
  );

  it('has a node for every step, by its static path', () => {
    expect([...plan.nodes.keys()].sort()).toEqual(
      [
        'first',
        'side',
        'each',
        'each[]',
        'each[].draft',
        'each[].check',
        'each[].skip',
        'both',
        'both.left',
        'both.right',
        'last',
      ].sort(),
    );
  });

  it('says where a step stands', () => {
    expect(node(plan, 'each[].skip')).toMatchObject({
      parent: 'each[]',
      map: 'each',
      branch: 'default',
      depth: 3,
      pointer: '/steps/1/task/default/0',
      kind: 'task',
    });
    expect(node(plan, 'each[].draft')).toMatchObject({ branch: 0 });
    expect(node(plan, 'each[]')).toMatchObject({
      parent: 'each',
      map: 'each',
      kind: 'switch',
      children: ['each[].draft', 'each[].check', 'each[].skip'],
    });
    expect(node(plan, 'first')).toMatchObject({ parent: null, map: null, branch: null, depth: 1, children: [] });
  });

  it('says what a step waits for, and why', () => {
    expect(node(plan, 'first').dependencies).toEqual([]);
    expect(node(plan, 'both').dependencies).toEqual([{ path: 'each', reason: 'order' }]);
    expect(node(plan, 'both.right').dependencies).toEqual([{ path: 'both.left', reason: 'reference' }]);
    expect(node(plan, 'last').dependencies).toEqual([
      { path: 'both.right', reason: 'depends_on' },
      { path: 'each', reason: 'reference' },
    ]);
    expect(node(plan, 'each[].draft').dependencies).toEqual([{ path: 'each[]', reason: 'branch' }]);
    expect(node(plan, 'each[].check').dependencies).toEqual([
      { path: 'each[].draft', reason: 'order' },
      { path: 'each[].draft', reason: 'reference' },
    ]);
  });

  it('has a map wait for what its elements need from outside', () => {
    expect(node(plan, 'each').dependencies).toEqual([
      { path: 'first', reason: 'order' },
      { path: 'first', reason: 'reference' },
      { path: 'side', reason: 'reference' },
    ]);
  });

  it('knows what every reference reads', () => {
    expect(node(plan, 'each[].check').references).toMatchObject([
      { step: 'each[].draft', field: 'parameters', pointer: '/steps/1/task/cases/0/steps/1/parameters/message' },
    ]);
    expect(node(plan, 'each[]').references).toMatchObject([
      { step: null, field: 'when', pointer: '/steps/1/task/cases/0/when' },
    ]);
    expect(node(plan, 'each[]').cases).toHaveLength(1);
    expect(node(plan, 'each').templates.items).toMatchObject({ kind: 'reference' });
  });

  it('writes every type out, and can be made again from what it was made of', () => {
    expect(node(plan, 'each').definition).toMatchObject({
      task: { cases: [{ steps: [{ type: 'task' }, { type: 'task' }] }], default: [{ type: 'task' }] },
    });
    expect(planDefinition(plan.definition, parsePathCondition)).toEqual(plan);
  });

  it('of a definition that was accepted once and cannot be read any more is an error', () => {
    const stored = { name: 'w', steps: [echo('a', '{{steps.b.output}}')] } as unknown as WorkflowDefinition;
    expect(() => planDefinition(stored, parsePathCondition)).toThrow(DefinitionInvalidError);
  });
});

/** Steps in any nesting; what they name and refer to are the steps before them, in or around. */
const definitions = fc
  .array(
    fc.tuple(fc.constantFrom('task', 'parallel', 'map', 'switch', 'end'), fc.option(fc.nat(30)), fc.option(fc.nat(30))),
    { maxLength: 25 },
  )
  .map((choices) => {
    const ids = choices.map((_, index) => `s${index}`);
    const build = (from: number): [JsonObject[], number] => {
      const steps: JsonObject[] = [];
      let at = from;
      while (at < choices.length) {
        const [type, dependsOn, refersTo] = choices[at] ?? ['end', null, null];
        const id = `s${at}`;
        at++;
        if (type === 'end') break;
        const base = { step_id: id, ...(dependsOn !== null && { depends_on: [ids[dependsOn % ids.length] ?? id] }) };
        const [inside, next] = type === 'task' ? [[], at] : build(at);
        at = next;
        if (inside.length === 0)
          steps.push({
            ...base,
            agent_id: 'echo',
            parameters: refersTo === null ? {} : { m: `{{steps.${ids[refersTo % ids.length] ?? id}.output}}` },
          });
        else if (type === 'parallel') steps.push({ ...base, type, tasks: inside });
        else if (type === 'switch') steps.push({ ...base, type, cases: [{ when: 'true', steps: inside }] });
        else steps.push({ ...base, type: 'map', items: [1], task: { type: 'parallel', tasks: inside } });
      }
      return [steps, at];
    };
    return { name: 'w', steps: build(0)[0] };
  });

describe('any definition', () => {
  it('is planned in an order that keeps every dependency, or refused with reasons', () => {
    let accepted = 0;
    fc.assert(
      fc.property(definitions, (definition) => {
        const result = validateDefinition(definition, aDefinitionContext());
        if (!result.ok) {
          expect(result.errors.length).toBeGreaterThan(0);
          expect(result.errors.length).toBeLessThanOrEqual(MAX_DEFINITION_ERRORS);
          return;
        }
        accepted++;
        const position = new Map(result.plan.order.map((path, index) => [path, index]));
        expect(position.size).toBe(result.plan.nodes.size);
        for (const { path, parent, dependencies, map } of result.plan.nodes.values()) {
          const own = position.get(path) ?? -1;
          if (parent !== null) expect(position.get(parent)).toBeLessThan(own);
          for (const dependency of dependencies) {
            expect(position.get(dependency.path)).toBeLessThan(own);
            expect(node(result.plan, dependency.path).map).toBe(map);
          }
        }
      }),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('that waits in circles has each circle named', () => {
    const pair = (a: string, b: string) => [echo(a, 'x', { depends_on: [b] }), echo(b, 'x', { depends_on: [a] })];
    const result = validateDefinition(
      { name: 'w', steps: [...pair('a', 'b'), ...pair('c', 'd')] },
      aDefinitionContext(),
    );
    expect(result).toMatchObject({ ok: false, errors: [{ code: 'CYCLE' }, { code: 'CYCLE' }] });
  });
});

describe('looking at JSON from outside', () => {
  const deep = Array.from({ length: 200_000 }).reduce<unknown>((inner) => [inner], 1);
  const circle: unknown[] = [];
  circle.push(circle);

  it.each<[string, unknown, string]>([
    ['nesting', { deep }, 'DEFINITION_TOO_LARGE'],
    ['a circle', { circle }, 'DEFINITION_TOO_LARGE'],
    ['many values', { a: Array<number>(200_000).fill(1) }, 'DEFINITION_TOO_LARGE'],
    ['long text', { a: 'x'.repeat(2_000_000) }, 'DEFINITION_TOO_LARGE'],
    ['a function', { a: () => 1 }, 'SCHEMA_VIOLATION'],
    ['infinity', { a: Infinity }, 'SCHEMA_VIOLATION'],
    ['undefined', undefined, 'SCHEMA_VIOLATION'],
    ['a list', [], 'SCHEMA_VIOLATION'],
    ['constructor as a key', { a: [{ constructor: 1 }] }, 'FORBIDDEN_KEY'],
  ])('ends within its bounds for %s', (_, value, code) => {
    const inspected = inspectJson(value);
    expect(inspected).toMatchObject({ ok: false, error: { code } });
    expect(inspected.steps).toBeLessThanOrEqual(DEFINITION_LIMITS.values);
  });
});
