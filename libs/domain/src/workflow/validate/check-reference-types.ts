import { suggestion } from '../../text/nearest-name';
import { assertNever } from '../../assert-never';
import { isJsonObject } from '../definition/json-value';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import type { PlanReference } from '../plan/workflow-plan';
import { splitStepPath } from '../template/resolve-path';
import { pointerTo } from '../template/pointer';
import type { Filter, Path, Template, TemplateExpression } from '../template/template';
import { agentCalls } from './check-agents';
import type { DefinitionContext } from './definition-context';
import type { DefinitionError } from './definition-error';
import { canOverlap, knownValues, memberOf, typeOfValue, type KnownValues, type MemberOf } from './schema-types';

/**
 * References that certainly cannot work: to a member that the producing agent's output cannot have, or of a type the
 * consuming agent cannot take. What a schema leaves open is left open.
 */
export function checkReferenceTypes(planned: PlannedSteps, context: DefinitionContext): DefinitionError[] {
  const checker = new ReferenceChecker(planned, context);
  return [...checker.members(), ...checker.parameters()];
}

class ReferenceChecker {
  private readonly byPath: ReadonlyMap<string, DraftStep>;

  constructor(
    private readonly planned: PlannedSteps,
    private readonly context: DefinitionContext,
  ) {
    this.byPath = new Map(planned.steps.map((step) => [step.path, step]));
  }

  members(): DefinitionError[] {
    return [...this.planned.links.references].flatMap(([step, references]) =>
      references.flatMap((reference) => this.member(step, reference)),
    );
  }

  private member(step: DraftStep | null, { path, pointer, step: target }: PlanReference): DefinitionError[] {
    const found = this.valuesAt(path, target, step);
    if (found === null || !('missing' in found)) return [];
    const message = `"${path.source}" cannot have a value: there is no "${found.missing}"${suggestion(found.missing, found.candidates)}`;
    return [stepError(step, 'UNKNOWN_FIELD', message, pointer)];
  }

  parameters(): DefinitionError[] {
    return agentCalls(this.planned).flatMap(({ step, agentId, parameters, pointer }) => {
      const agent = typeof agentId === 'string' ? this.context.agents.get(agentId) : undefined;
      const wanted = agent === undefined ? null : knownValues(agent.parameters);
      return wanted === null ? [] : this.fit(step, parameters, wanted, pointerTo(pointer, 'parameters'));
    });
  }

  private fit(step: DraftStep, template: Template, wanted: KnownValues, pointer: string): DefinitionError[] {
    switch (template.kind) {
      case 'literal':
        return [];
      case 'text':
        return this.compare(step, new Set(['string'] as const), wanted, pointer);
      case 'reference':
        return this.compare(step, this.typesOf(step, template.expression, pointer), wanted, pointer);
      case 'list':
        return template.items.flatMap((item, index) => this.fitMember(step, item, wanted, pointer, index));
      case 'object':
        return template.entries.flatMap(([key, member]) => this.fitMember(step, member, wanted, pointer, key));
      default:
        return assertNever(template);
    }
  }

  private fitMember(
    step: DraftStep,
    template: Template,
    wanted: KnownValues,
    pointer: string,
    key: string | number,
  ): DefinitionError[] {
    const member = memberOf(wanted, key);
    return member === null || 'missing' in member ? [] : this.fit(step, template, member, pointerTo(pointer, key));
  }

  private compare(step: DraftStep, got: KnownValues['types'], wanted: KnownValues, pointer: string): DefinitionError[] {
    if (canOverlap(got, wanted.types)) return [];
    const message = `must be ${list(wanted.types)}, and this is ${list(got)}`;
    return [stepError(step, 'TYPE_MISMATCH', message, pointer)];
  }

  private typesOf(step: DraftStep, { path, filters }: TemplateExpression, pointer: string): KnownValues['types'] {
    const reference = this.planned.links.references
      .get(step)
      ?.find((each) => each.path === path && each.pointer === pointer);
    const found = this.valuesAt(path, reference?.step ?? null, step);
    const start = found === null || 'missing' in found ? null : found;
    return filters.reduce<KnownValues | null>(afterFilter, start)?.types ?? null;
  }

  private valuesAt(path: Path, target: string | null, from: DraftStep | null): MemberOf {
    if (path.root === 'index') return knownValues({ type: 'integer' });
    if (path.root === 'inputs') return descend(knownValues(this.planned.plan.definition.inputs), path.segments);
    const step = target === null ? undefined : this.byPath.get(target);
    const parts = path.root === 'steps' ? splitStepPath(path) : null;
    if (step === undefined || parts === null) return null;
    if (parts.member === 'status') return descend(knownValues({ type: 'string' }), parts.rest);
    if (parts.member === 'error') return null;
    return this.outputOf(step, parts.rest, step === from);
  }

  /** `raw`: before the step's own mapping, as the step itself sees its output. */
  private outputOf(step: DraftStep, rest: readonly (string | number)[], raw = false): MemberOf {
    const mapping = step.raw['output'];
    const [first, ...others] = rest;
    if (isJsonObject(mapping) && !raw) {
      if (first === undefined) return knownValues({ type: 'object' });
      return Object.hasOwn(mapping, first) ? null : { missing: String(first), candidates: Object.keys(mapping) };
    }
    switch (step.kind) {
      case 'task': {
        const agentId = step.raw['agent_id'];
        const agent = typeof agentId === 'string' ? this.context.agents.get(agentId) : undefined;
        return descend(knownValues(agent?.output), rest);
      }
      case 'parallel':
      case 'switch': {
        if (first === undefined) return knownValues({ type: 'object' });
        const child = step.children.find(({ id }) => id === first);
        if (child !== undefined) return this.outputOf(child, others);
        return { missing: String(first), candidates: step.children.flatMap(({ id }) => id ?? []) };
      }
      case 'map': {
        if (first === undefined) return knownValues({ type: 'array' });
        const [element] = step.children;
        if (typeof first === 'number') return element === undefined ? null : this.outputOf(element, others);
        return descend(knownValues({ type: 'array' }), rest);
      }
      case 'wait':
      case 'approval':
      case 'signal':
      case 'workflow':
        return null;
      default:
        return assertNever(step.kind);
    }
  }
}

function descend(start: KnownValues | null, segments: readonly (string | number)[]): MemberOf {
  let at: MemberOf = start;
  for (const segment of segments) {
    if (at === null || 'missing' in at) return at;
    at = memberOf(at, segment);
  }
  return at;
}

function afterFilter(values: KnownValues | null, { name, argument }: Filter): KnownValues | null {
  switch (name) {
    case 'length':
      return knownValues({ type: 'integer' });
    case 'json':
    case 'join':
    case 'upper':
    case 'lower':
    case 'truncate':
      return knownValues({ type: 'string' });
    case 'first':
    case 'last': {
      const element = values === null ? null : memberOf(values, 0);
      return element === null || 'missing' in element ? null : element;
    }
    case 'default': {
      if (values === null || values.types === null || argument === undefined) return null;
      return { ...values, types: new Set([...values.types, typeOfValue(argument)]) };
    }
    default:
      return assertNever(name);
  }
}

function list(types: KnownValues['types']): string {
  return [...(types ?? [])].join(' or ');
}
