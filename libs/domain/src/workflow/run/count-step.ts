import { isLeaf } from './step-kind';
import { StepStatus } from './step-status';
import type { RunState, StepState } from './step-state';

/** What a run counts of its steps, with one step more or less. */
export function counted(run: RunState, step: StepState, by: 1 | -1): RunState {
  const isOwn = step.scope === '' && step.type !== 'compensation';
  if (step.status === StepStatus.Running && isLeaf(step)) return { ...run, runningSteps: run.runningSteps + by };
  if (step.status === StepStatus.Waiting) return { ...run, waitingSteps: run.waitingSteps + by };
  if (step.status === StepStatus.Completed && isOwn) return { ...run, completedSteps: run.completedSteps + by };
  return run;
}
