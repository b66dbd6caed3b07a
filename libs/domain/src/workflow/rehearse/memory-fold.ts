import type { JsonValue } from '../definition/json-value';
import { cancelSteps } from '../run/cancel-steps';
import { compensate } from '../run/compensate-steps';
import { failRun } from '../run/fail-run';
import { outlookOfRun } from '../run/finish-run';
import { compensationPath } from '../run/instance-path';
import { mapOutput } from '../run/map-output';
import { type ReadyStep, readySteps } from '../run/ready-steps';
import type { RunDraft } from '../run/run-draft';
import { gatheredResult, mappedResult, resultSteps, type RunResult } from '../run/run-result';
import { startStep } from '../run/start-step';
import type { Judged, StartTools } from '../run/start-tools';
import { referencesOf } from '../run/step-scope';
import type { RunState, StepState } from '../run/step-state';
import type { MemoryValues } from './memory-values';
import type { RehearsalBudget } from './rehearsal-budget';

/** What one fold in memory works with. */
export interface MemoryFold {
  readonly draft: RunDraft;
  readonly values: MemoryValues;
  readonly tools: StartTools;
  readonly budget: RehearsalBudget;
  /** The step to be undone next. */
  readonly compensable: StepState | undefined;
  /** Hears of whatever is judged, whatever comes of it. */
  readonly note: (path: string, parameters: JsonValue) => void;
}

/** Starts what can start, round by round: what one round ends sets others free. Stops where the budget does. */
export function advanceInMemory(fold: MemoryFold): void {
  const { draft, budget } = fold;
  for (let before = -1; before !== draft.moved.length;) {
    before = draft.moved.length;
    cancelSteps(draft);
    for (const path of draft.unmapped) mapStep(fold, path);
    budget.takeLook(draft.scopes().length * draft.plan.order.length);
    if (!readySteps(draft, budget.stepsLeft + 1).every((one) => startOne(fold, one))) return;
  }
}

/** Ends the run if nothing of it is left, takes it up again, or undoes a step; answers the result of one that is completed. */
export function concludeInMemory(fold: MemoryFold): RunResult | null {
  const { draft } = fold;
  const outlook = outlookOfRun(draft);
  if (outlook.kind === 'open') draft.changeRun({ status: outlook.status });
  else if (outlook.kind === 'cancelled') draft.changeRun({ status: 'cancelled' });
  else if (outlook.kind === 'failed') fail(fold, outlook.error);
  else {
    const result = resultOf(fold);
    if (result?.ok === true) draft.changeRun({ status: 'completed' });
    else if (result) fail(fold, { ...result.error, path: '' });
    return result;
  }
  return null;
}

function mapStep({ draft, values, budget }: MemoryFold, path: string): void {
  const step = draft.find(path);
  if (!step) return;
  const references = referencesOf(draft.nodeOf(step), 'output');
  const { scope, reads } = values.scopeOf({ references, scope: step.scope });
  if (!budget.takeCharacters(reads)) return;
  mapOutput(draft, step, scope);
  void budget.takeValue(draft.find(path)?.output ?? null);
}

/** False: it was one too many. */
function startOne(fold: MemoryFold, ready: ReadyStep): boolean {
  const { draft, values, budget } = fold;
  const { scope, reads } = values.scopeOf({ references: referencesOf(ready.node, 'start'), scope: ready.step.scope });
  if (!budget.takeStep(reads)) return false;
  startStep(draft, ready, scope, noting(fold, ready.step.path));
  void budget.takeValue(draft.find(ready.step.path)?.detail ?? null);
  return true;
}

/** Null: it was too much to read. */
function resultOf({ draft, values, budget }: MemoryFold): RunResult | null {
  const { output, outputReferences } = draft.plan;
  if (!output) return gatheredResult(resultSteps(draft), (path) => values.outputOf(path));
  const { scope, reads } = values.scopeOf({ references: outputReferences, scope: '' });
  return budget.takeCharacters(reads) ? mappedResult(output, scope) : null;
}

function fail(fold: MemoryFold, error: RunState['error']): void {
  const { draft, compensable } = fold;
  draft.changeRun({ status: 'running' });
  if (failRun(draft, error) !== 'undoing') return;
  if (compensable) undo(fold, compensable);
  else draft.changeRun({ compensating: false, status: 'failed' });
}

function undo(fold: MemoryFold, step: StepState): void {
  const { draft, values, budget } = fold;
  const references = referencesOf(draft.nodeOf(step), 'compensate');
  const { scope, reads } = values.scopeOf({ references, scope: step.scope });
  if (!budget.takeStep(reads)) return;
  compensate(draft, step, scope, noting(fold, compensationPath(step.path)));
  // One that could not be made does not end: nobody tells of it.
  if (draft.run.runningSteps === 0) draft.unfinished = true;
}

function noting({ tools, note }: MemoryFold, path: string): StartTools {
  const noted = (given: JsonValue, judged: Judged): Judged => {
    note(path, judged.ok ? judged.value : given);
    return judged;
  };
  return {
    ...tools,
    judgeTask: (agentId, value) => noted(value, tools.judgeTask(agentId, value)),
    judgeChild: (template, version, value) => noted(value, tools.judgeChild(template, version, value)),
  };
}
