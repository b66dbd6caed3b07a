import type { JsonObject } from '../definition/json-value';
import type { StepType } from '../definition/workflow-definition';
import type { DefinitionError, DefinitionErrorCode } from '../validate/definition-error';
import type { Branch, StaticPath } from './workflow-plan';

/** A step as it was found in JSON that may be wrong in any other place. */
export interface DraftStep {
  readonly path: StaticPath;
  /** How references name it: its path without `[]`. */
  readonly names: string;
  readonly pointer: string;
  readonly id: string | null;
  readonly kind: StepType;
  readonly raw: JsonObject;
  readonly parent: DraftStep | null;
  /** The innermost map around it. */
  readonly map: DraftStep | null;
  readonly branch: Branch | null;
  readonly depth: number;
  /** Its number in the document. */
  readonly position: number;
  /** The step before it, where steps follow each other. */
  readonly previous: DraftStep | null;
  readonly children: DraftStep[];
}

/** The step and everything around it, innermost first. */
export function lineage(step: DraftStep | null): DraftStep[] {
  const line: DraftStep[] = [];
  for (let at = step; at !== null; at = at.parent) line.push(at);
  return line;
}

export function isWithin(step: DraftStep | null, container: DraftStep): boolean {
  return lineage(step).includes(container);
}

/** An error about a step, at `path` or at the step itself. */
export function stepError(
  step: DraftStep | null,
  code: DefinitionErrorCode,
  message: string,
  path: string = step?.pointer ?? '',
): DefinitionError {
  return { step_id: lineage(step).find(({ id }) => id !== null)?.id ?? null, path, code, message };
}
