import { isJsonObject, type JsonObject, type JsonValue } from '../definition/json-value';
import { STEP_TYPES, type StepType } from '../definition/workflow-definition';
import { pointerTo } from '../template/pointer';
import type { DefinitionError } from '../validate/definition-error';
import { stepError, type DraftStep } from './draft-step';
import type { Branch } from './workflow-plan';

export const MAX_STEPS = 500;
export const MAX_STEP_DEPTH = 10;

export interface Drafts {
  /** In the order of the document; a container before what is in it. */
  readonly steps: readonly DraftStep[];
  readonly errors: readonly DefinitionError[];
}

/** Finds the steps of a definition, whatever else is wrong with it. Stops at its limits. */
export function draftSteps(definition: JsonObject): Drafts {
  const reader = new StepReader();
  reader.list(definition['steps'], '/steps', { parent: null, map: null, branch: null, isSequence: true });
  return { steps: reader.steps, errors: reader.errors };
}

interface Place {
  readonly parent: DraftStep | null;
  readonly map: DraftStep | null;
  readonly branch: Branch | null;
  readonly isSequence: boolean;
}

class StepReader {
  readonly steps: DraftStep[] = [];
  readonly errors: DefinitionError[] = [];

  list(value: JsonValue | undefined, pointer: string, place: Place): void {
    let previous: DraftStep | null = null;
    for (const [index, raw] of listOf(value).entries()) {
      const step = this.step(raw, pointerTo(pointer, index), place, previous);
      if (step !== null && place.isSequence) previous = step;
    }
  }

  private step(
    raw: JsonValue,
    pointer: string,
    place: Place,
    previous: DraftStep | null,
    isElement = false,
  ): DraftStep | null {
    if (!isJsonObject(raw) || !this.hasRoom(pointer, place)) return null;
    const { parent, map, branch } = place;
    const id = typeof raw['step_id'] === 'string' && !isElement ? raw['step_id'] : null;
    const own = isElement ? '[]' : `${parent === null ? '' : '.'}${id ?? `<${pointer}>`}`;
    const step: DraftStep = {
      ...{ id, raw, pointer, parent, map, branch, previous, children: [] },
      path: `${parent?.path ?? ''}${own}`,
      names: isElement ? (parent?.names ?? '') : `${parent?.names ?? ''}${own}`,
      kind: kindOf(raw),
      depth: (parent?.depth ?? 0) + 1,
      position: this.steps.length,
    };
    parent?.children.push(step);
    this.steps.push(step);
    this.inside(step);
    return step;
  }

  private inside(step: DraftStep): void {
    const { raw, pointer } = step;
    const place: Place = { parent: step, map: step.map, branch: null, isSequence: true };
    if (step.kind === 'parallel') this.list(raw['tasks'], pointerTo(pointer, 'tasks'), { ...place, isSequence: false });
    if (step.kind === 'map')
      this.step(raw['task'] ?? null, pointerTo(pointer, 'task'), { ...place, map: step }, null, true);
    if (step.kind !== 'switch') return;
    for (const [index, each] of listOf(raw['cases']).entries()) {
      const steps = isJsonObject(each) ? each['steps'] : undefined;
      this.list(steps, pointerTo(pointer, 'cases', index, 'steps'), { ...place, branch: index });
    }
    this.list(raw['default'], pointerTo(pointer, 'default'), { ...place, branch: 'default' });
  }

  private hasRoom(pointer: string, { parent }: Place): boolean {
    if (this.steps.length >= MAX_STEPS) {
      this.once('TOO_MANY_STEPS', `a definition may have at most ${MAX_STEPS} steps`, pointer, parent);
      return false;
    }
    if ((parent?.depth ?? 0) < MAX_STEP_DEPTH) return true;
    this.once('TOO_DEEP', `steps may be nested at most ${MAX_STEP_DEPTH} levels deep`, pointer, parent);
    return false;
  }

  private once(code: 'TOO_MANY_STEPS' | 'TOO_DEEP', message: string, pointer: string, step: DraftStep | null): void {
    if (!this.errors.some((error) => error.code === code)) this.errors.push(stepError(step, code, message, pointer));
  }
}

function kindOf(raw: JsonObject): StepType {
  return STEP_TYPES.find((type) => type === raw['type']) ?? 'task';
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
