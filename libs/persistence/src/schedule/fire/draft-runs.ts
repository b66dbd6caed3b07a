import { uuidv7 } from '@cadre/crypto';
import { assertNever, type FiringStep } from '@cadre/domain';
import type { NewTask } from '../../task/new-task';
import type { RunDraft } from '../run-draft';
import type { Turn } from './plan-turn';
import type { PreparedRun } from './prepare-run';

/** A firing about to be noted, with the task it submits. */
export interface PreparedDraft extends RunDraft {
  readonly task?: NewTask;
  readonly cancelPrevious?: boolean;
}

/** The run rows of one turn, tasks included. */
export function draftRuns({ schedule, steps }: Turn, prepare: (taskId: string) => PreparedRun): PreparedDraft[] {
  return steps.map((step) => {
    const { instantMs, dueMs, missed } = step.firing;
    const times = { fireTime: new Date(instantMs), dueAt: new Date(dueMs), missed };
    return { schedule, trigger: 'schedule', ...times, ...outcomeOf(step, prepare) };
  });
}

type Outcome = Pick<PreparedDraft, 'status' | 'skipReason' | 'error' | 'task' | 'taskId' | 'cancelPrevious'>;

function outcomeOf(step: FiringStep, prepare: (taskId: string) => PreparedRun): Outcome {
  switch (step.kind) {
    case 'skip':
      return { status: 'skipped', skipReason: step.reason };
    case 'queue':
      return { status: 'queued' };
    case 'submit':
      return { ...preparedOutcome(prepare(uuidv7())), cancelPrevious: step.cancelPrevious };
    default:
      return assertNever(step);
  }
}

export function preparedOutcome(prepared: PreparedRun): Pick<PreparedDraft, 'status' | 'error' | 'task' | 'taskId'> {
  switch (prepared.kind) {
    case 'task':
      return { status: 'submitted', task: prepared.task, taskId: prepared.task.taskId };
    case 'refused':
      return { status: 'failed', error: { code: prepared.code, message: prepared.message } };
    default:
      return assertNever(prepared);
  }
}
