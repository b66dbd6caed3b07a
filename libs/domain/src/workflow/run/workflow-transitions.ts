import { RunStatus } from './run-status';
import { StepStatus } from './step-status';

/** One legal move of a run. `from: null` is its birth. */
export interface RunTransition {
  readonly event: string;
  readonly from: RunStatus | null;
  readonly to: RunStatus;
  readonly when: string;
}

/** One legal move of a step. A step that has no row yet is `pending`. */
export interface StepTransition {
  readonly event: string;
  readonly from: StepStatus;
  readonly to: StepStatus;
  readonly when: string;
}

const R = RunStatus;
const S = StepStatus;
const OPEN_RUN = [R.Running, R.Waiting, R.Paused] as const;

/** The only moves of a run. A CHECK on `workflow_events` repeats both tables. */
export const RUN_TRANSITIONS = [
  { event: 'submitted', from: null, to: R.Running, when: 'accepted' },
  { event: 'waiting', from: R.Running, to: R.Waiting, when: 'nothing is left but people, signals and times' },
  { event: 'active', from: R.Waiting, to: R.Running, when: 'a step runs again' },
  { event: 'paused', from: R.Running, to: R.Paused, when: 'paused: what runs goes on, nothing new starts' },
  { event: 'paused', from: R.Waiting, to: R.Paused, when: 'paused: what runs goes on, nothing new starts' },
  { event: 'resumed', from: R.Paused, to: R.Running, when: 'resumed' },
  { event: 'resumed', from: R.Paused, to: R.Waiting, when: 'resumed, and still waiting' },
  ...OPEN_RUN.map((from) => ({ event: 'completed' as const, from, to: R.Completed, when: 'every step is done' })),
  ...OPEN_RUN.map((from) => ({
    event: 'failed' as const,
    from,
    to: R.Failed,
    when: 'a step failed; the others ended, and what was to be compensated is',
  })),
  ...OPEN_RUN.map((from) => ({
    event: 'cancelled' as const,
    from,
    to: R.Cancelled,
    when: 'cancelled, and nothing runs any more',
  })),
  { event: 'retried', from: R.Failed, to: R.Running, when: 'taken up again from its failed steps' },
  { event: 'retried', from: R.Cancelled, to: R.Running, when: 'taken up again where it was cancelled' },
] as const satisfies readonly RunTransition[];

/** The only moves of a step. */
export const STEP_TRANSITIONS = [
  { event: 'started', from: S.Pending, to: S.Running, when: 'everything it waits for is done' },
  { event: 'waiting', from: S.Pending, to: S.Waiting, when: 'an approval, a signal or a wait has started' },
  { event: 'skipped', from: S.Pending, to: S.Skipped, when: 'its condition, its branch, or a failed step before it' },
  { event: 'failed', from: S.Pending, to: S.Failed, when: 'a template or the parameters do not fit' },
  { event: 'cancelled', from: S.Pending, to: S.Cancelled, when: 'what it belongs to was cancelled' },
  ...[S.Running, S.Waiting].map((from) => ({ event: 'completed' as const, from, to: S.Completed, when: 'done' })),
  ...[S.Running, S.Waiting].map((from) => ({
    event: 'failed' as const,
    from,
    to: S.Failed,
    when: 'its task, its child or its deadline says so',
  })),
  ...[S.Running, S.Waiting].map((from) => ({
    event: 'cancelled' as const,
    from,
    to: S.Cancelled,
    when: 'the run, or the step around it, was cancelled',
  })),
  ...[S.Failed, S.Skipped, S.Cancelled, S.Completed].map((from) => ({
    event: 'restarted' as const,
    from,
    to: S.Pending,
    when: 'the run was retried; a completed step only if it was compensated',
  })),
] as const satisfies readonly StepTransition[];

export type RunMove = (typeof RUN_TRANSITIONS)[number]['event'];
export type StepMove = (typeof STEP_TRANSITIONS)[number]['event'];

/** Events of a run that move neither it nor a step. */
export const RUN_ANNOTATIONS = [
  'cancel_requested',
  'signalled',
  'decided',
  'compensating',
  'restarting',
  'notify',
] as const;
export type RunAnnotation = (typeof RUN_ANNOTATIONS)[number];

/** The event under which a run moves; undefined when the table has no such move. */
export function runMove(from: RunStatus, to: RunStatus): RunMove | undefined {
  return RUN_TRANSITIONS.find((move) => move.from === from && move.to === to)?.event;
}

/** The event under which a step moves; undefined when the table has no such move. */
export function stepMove(from: StepStatus, to: StepStatus): StepMove | undefined {
  return STEP_TRANSITIONS.find((move) => move.from === from && move.to === to)?.event;
}
