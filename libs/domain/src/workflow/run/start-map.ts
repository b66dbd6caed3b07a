import type { JsonValue } from '../definition/json-value';
import { CannotStart } from './cannot-start';
import { endStep, settleMap } from './end-step';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** A map may have this many elements. */
export const MAX_ELEMENTS = 100_000;

export function startMap(draft: RunDraft, step: StepState, items: JsonValue, dueAtMs: number | null): void {
  // One that is started anew keeps its elements.
  if (step.total > 0) return continueMap(draft, draft.move(step, StepStatus.Running, { dueAtMs }));
  if (!isList(items)) throw new CannotStart({ code: 'MAP_ITEMS_INVALID', message: '"items" is not a list' });
  if (items.length > MAX_ELEMENTS) {
    throw new CannotStart({ code: 'MAP_ITEMS_INVALID', message: `"items" has more than ${MAX_ELEMENTS} elements` });
  }
  const map = draft.move(step, StepStatus.Running, { total: items.length, items, dueAtMs });
  if (items.length === 0) endStep(draft, map, { status: StepStatus.Completed });
}

/** Those of its elements that are to be begun anew are not loaded yet. */
function continueMap(draft: RunDraft, map: StepState): void {
  if (map.redo > 0) draft.unfinished = true;
  else settleMap(draft, map);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
