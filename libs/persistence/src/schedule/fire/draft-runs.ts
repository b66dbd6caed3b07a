import { uuidv7 } from '@cadre/crypto';
import { assertNever, type FiringStep } from '@cadre/domain';
import type { RunDraft } from '../run-draft';
import { idsOf, type FiringSubmission } from '../firing-submission';
import type { Turn } from './plan-turn';
import type { PreparedRun } from './prepared-run';

/** A firing about to be noted, with what it submits. */
export interface PreparedDraft extends RunDraft {
  readonly submission?: FiringSubmission;
  readonly cancelPrevious?: boolean;
}

/** The run rows of one turn, with what they submit. */
export function draftRuns({ schedule, steps }: Turn, prepare: (id: string) => PreparedRun): PreparedDraft[] {
  return steps.map((step) => {
    const { instantMs, dueMs, missed } = step.firing;
    const times = { fireTime: new Date(instantMs), dueAt: new Date(dueMs), missed };
    return { schedule, trigger: 'schedule', ...times, ...outcomeOf(step, prepare) };
  });
}

type PreparedOutcome = Pick<PreparedDraft, 'status' | 'error' | 'submission' | 'taskId' | 'workflowId'>;
type Outcome = PreparedOutcome & Pick<PreparedDraft, 'skipReason' | 'cancelPrevious'>;

function outcomeOf(step: FiringStep, prepare: (id: string) => PreparedRun): Outcome {
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

export function preparedOutcome(prepared: PreparedRun): PreparedOutcome {
  return prepared.kind === 'refused'
    ? { status: 'failed', error: { code: prepared.code, message: prepared.message } }
    : { status: 'submitted', submission: prepared, ...idsOf(prepared) };
}
