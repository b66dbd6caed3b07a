import { isRunEnd, isStepEnd, type RunStatus, StepStatus } from '@cadre/domain';

/** How a step stands that nothing has happened to: when all around it is over, it was passed by. */
export function untouchedStatus(run: RunStatus, around: StepStatus | undefined): StepStatus {
  const isOver = isRunEnd(run) || (around !== undefined && isStepEnd(around));
  return isOver ? StepStatus.Skipped : StepStatus.Pending;
}
