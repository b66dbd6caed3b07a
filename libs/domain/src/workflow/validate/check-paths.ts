import { suggestion } from '../../text/nearest-name';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import type { PlanReference } from '../plan/workflow-plan';
import { WORKFLOW_MEMBERS } from '../template/resolve-path';
import type { DefinitionError } from './definition-error';

/** Roots are only there where they mean something: `item` and `index` inside a map, `workflow` with the members it has. */
export function checkPaths({ links }: PlannedSteps): DefinitionError[] {
  return [...links.references].flatMap(([step, references]) =>
    references.flatMap((reference) => checkPath(step, reference)),
  );
}

function checkPath(step: DraftStep | null, { path, pointer }: PlanReference): DefinitionError[] {
  const [first] = path.segments;
  if ((path.root === 'item' || path.root === 'index') && (step?.map ?? null) === null) {
    return [stepError(step, 'ITEM_OUTSIDE_MAP', `"${path.root}" is only known in the task of a map`, pointer)];
  }
  if (path.root === 'index' && first !== undefined) {
    return [stepError(step, 'UNKNOWN_FIELD', '"index" is a number and has no parts', pointer)];
  }
  if (path.root !== 'workflow' || first === undefined || (WORKFLOW_MEMBERS as readonly unknown[]).includes(first))
    return [];
  const near = suggestion(String(first), WORKFLOW_MEMBERS) || `; it has ${WORKFLOW_MEMBERS.join(', ')}`;
  return [stepError(step, 'UNKNOWN_FIELD', `"workflow" has no "${first}"${near}`, pointer)];
}
