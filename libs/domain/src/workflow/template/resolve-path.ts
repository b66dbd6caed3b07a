import { assertNever } from '../../assert-never';
import { isJsonObject, type JsonObject, type JsonValue } from '../definition/json-value';
import type { Path } from './template';

/** What a reference can see of another step. A member that is absent cannot be referred to. */
export interface StepView {
  readonly status: string;
  readonly output?: JsonValue;
  readonly error?: JsonValue;
}

/** What paths are looked up in. */
export interface Scope {
  readonly inputs: JsonObject;
  readonly workflow: WorkflowFacts;
  /**
   * A step by its names, joined with dots, without `[]`: `assets.image`. Inside a map, `stories` and `stories.draft` are
   * those of the same element. Undefined if it never ran.
   */
  readonly step: (names: string) => StepView | undefined;
  readonly item?: JsonValue;
  readonly index?: number;
}

/** What a run knows of itself. A member that does not apply to a run is null. */
export const WORKFLOW_MEMBERS = ['id', 'name', 'external_id', 'template', 'version', 'started_at'] as const;
export type WorkflowFacts = { readonly [member in (typeof WORKFLOW_MEMBERS)[number]]: string | number | null };

export const STEP_MEMBERS = ['output', 'status', 'error'] as const;
export type StepMember = (typeof STEP_MEMBERS)[number];

/** A `steps.…` path taken apart: which step, what of it, and where in that. */
export interface StepPath {
  readonly names: string;
  readonly member: StepMember;
  readonly rest: readonly (string | number)[];
}

/** Takes a `steps.…` path apart; null for one that names no step or nothing of it. */
export function splitStepPath({ segments }: Path): StepPath | null {
  const end = segments.findIndex((segment) => isStepMember(segment));
  const member = segments[end];
  const names = segments.slice(0, end);
  if (end < 1 || !isStepMember(member) || names.some((name) => typeof name === 'number')) return null;
  return { names: names.join('.'), member, rest: segments.slice(end + 1) };
}

/** The value at a path, or undefined. Reads own properties only. */
export function resolvePath(path: Path, scope: Scope): JsonValue | undefined {
  switch (path.root) {
    case 'inputs':
    case 'workflow':
    case 'item':
    case 'index':
      return descend(scope[path.root], path.segments);
    case 'steps':
      return resolveStep(path, scope);
    default:
      return assertNever(path.root);
  }
}

function resolveStep(path: Path, scope: Scope): JsonValue | undefined {
  const parts = splitStepPath(path);
  return parts === null ? undefined : descend(scope.step(parts.names)?.[parts.member], parts.rest);
}

/** The value below another one; a list also has a `length`. */
export function descend(start: JsonValue | undefined, segments: readonly (string | number)[]): JsonValue | undefined {
  return segments.reduce<JsonValue | undefined>(member, start);
}

function member(value: JsonValue | undefined, segment: string | number): JsonValue | undefined {
  if (isJsonObject(value)) return Object.hasOwn(value, segment) ? value[segment] : undefined;
  if (!Array.isArray(value)) return undefined;
  const list = value as readonly JsonValue[];
  return segment === 'length' ? list.length : typeof segment === 'number' ? list[segment] : undefined;
}

function isStepMember(segment: string | number | undefined): segment is StepMember {
  return (STEP_MEMBERS as readonly unknown[]).includes(segment);
}
