import { suggestion } from '../../text/nearest-name';
import { isJsonObject, type JsonObject, type JsonValue } from '../definition/json-value';
import type { StepType } from '../definition/workflow-definition';
import type { PlanNode, StaticPath, WorkflowPlan } from '../plan/workflow-plan';
import type { StepState } from '../run/step-state';
import { pointerTo } from '../template/pointer';
import type { ValueError } from '../validate/definition-context';
import { MAX_DEFINITION_ERRORS } from '../validate/definition-error';

export type ReadMocks =
  { readonly ok: true; readonly mocks: MockOutputs } | { readonly ok: false; readonly errors: readonly ValueError[] };

/** The answers that steps are to have, by the step or the element of a map they are for. */
export class MockOutputs {
  private readonly used = new Set<string>();

  private constructor(
    private readonly byPath: ReadonlyMap<string, { readonly key: string; readonly output: JsonValue }>,
  ) {}

  /**
   * A key is a path (`assets.image`, `stories[]` for all elements, `stories[3]` for one) or a step id. The pointers of the
   * errors start at the mocks.
   */
  static read(plan: WorkflowPlan, raw: JsonObject): ReadMocks {
    const byPath = new Map<string, { key: string; output: JsonValue }>();
    const errors: ValueError[] = [];
    for (const [key, output] of Object.entries(raw)) {
      const found = targetOf(plan, key);
      const message = found
        ? (mistakeIn(found.node, output) ?? taken(byPath.get(found.path)?.key))
        : unknown(plan, key);
      if (message !== null) errors.push({ path: pointerTo('', key), message });
      else if (found) byPath.set(found.path, { key, output });
      if (errors.length === MAX_DEFINITION_ERRORS) break;
    }
    return errors.length > 0 ? { ok: false, errors } : { ok: true, mocks: new MockOutputs(byPath) };
  }

  /** That of the element goes before that of all of them. Undefined: none was given. */
  outputOf({ path, node }: Pick<StepState, 'path' | 'node'>): JsonValue | undefined {
    const mock = this.byPath.get(path) ?? this.byPath.get(node);
    if (mock) this.used.add(mock.key);
    return mock?.output;
  }

  unused(): string[] {
    return [...this.byPath.values()].map(({ key }) => key).filter((key) => !this.used.has(key));
  }
}

interface Target {
  readonly node: PlanNode;
  /** A node's, or that of its step inside one element. */
  readonly path: string;
}

function targetOf({ nodes }: WorkflowPlan, key: string): Target | undefined {
  const node = nodes.get(key) ?? nodes.get(elementsOf(key)) ?? nodeOfId(nodes, key);
  if (!node) return undefined;
  return { node, path: /\[\d+\]/.test(key) ? key : node.path };
}

/** All elements of which this is one. One that is written with both forms names nothing. */
function elementsOf(path: string): string {
  return path.includes('[]') ? path : path.replace(/\[(?:0|[1-9]\d{0,5})\]/g, '[]');
}

function nodeOfId(nodes: ReadonlyMap<StaticPath, PlanNode>, id: string): PlanNode | undefined {
  return [...nodes.values()].find(({ definition }) => definition.step_id === id);
}

function unknown({ nodes }: WorkflowPlan, key: string): string {
  const ids = [...nodes.values()].flatMap(({ path, definition: { step_id: id } }) =>
    id === undefined ? [path] : [path, id],
  );
  return `is no step of the workflow${suggestion(key, ids)}`;
}

function taken(by: string | undefined): string | null {
  return by === undefined ? null : `names the same step as "${by.slice(0, 200)}"`;
}

const WITHOUT_ANSWER: { readonly [type in StepType]?: string } = {
  parallel: 'has no answer of its own: mock the steps in it',
  switch: 'has no answer of its own: mock the steps in it',
  map: 'has no answer of its own: mock its elements, all with "[]" or one with its number',
  wait: 'has no answer: it only waits',
};

function mistakeIn({ kind }: PlanNode, output: JsonValue): string | null {
  const none = WITHOUT_ANSWER[kind];
  if (none !== undefined) return none;
  if (kind === 'signal' && !isJsonObject(output)) return "must be an object, the signal's body";
  return kind === 'approval' && !isDecision(output) ? 'must be a decision: {approved, values?, comment?}' : null;
}

function isDecision(output: JsonValue): boolean {
  return isJsonObject(output) && typeof output['approved'] === 'boolean';
}
