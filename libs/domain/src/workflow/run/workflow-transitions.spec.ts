import { canRetryRun, isRunEnd, RunStatus } from './run-status';
import { isStepEnd, StepStatus } from './step-status';
import {
  RUN_ANNOTATIONS,
  RUN_TRANSITIONS,
  runMove,
  type RunTransition,
  STEP_TRANSITIONS,
  stepMove,
  type StepTransition,
} from './workflow-transitions';

const RUN: readonly RunTransition[] = RUN_TRANSITIONS;
const STEP: readonly StepTransition[] = STEP_TRANSITIONS;

function reachable(moves: readonly { from: string | null; to: string }[], start: string | null): Set<string> {
  const seen = new Set<string>();
  const waiting: (string | null)[] = [start];
  while (waiting.length > 0) {
    const from = waiting.pop();
    for (const { to } of moves.filter((move) => move.from === from)) {
      if (!seen.has(to)) waiting.push(to);
      seen.add(to);
    }
  }
  return seen;
}

describe('the state machine of a run', () => {
  it.each(Object.values(RunStatus))('reaches %s from its birth', (status) => {
    expect(reachable(RUN, null)).toContain(status);
  });

  it.each(Object.values(RunStatus).filter((status) => !isRunEnd(status)))('lets %s come to every end', (status) => {
    const ends = reachable(RUN, status);
    for (const end of Object.values(RunStatus).filter(isRunEnd)) expect(ends).toContain(end);
  });

  it('leaves an end only by a retry, and a completed run never', () => {
    const leaving = RUN.filter(({ from }) => from !== null && isRunEnd(from));
    expect(leaving.every(({ event, from }) => event === 'retried' && from !== null && canRetryRun(from))).toBe(true);
    expect(RUN.filter(({ from }) => from === RunStatus.Completed)).toEqual([]);
  });

  it('names each move once', () => {
    const moves = RUN.map(({ from, to }) => `${from}>${to}`);
    expect(new Set(moves).size).toBe(moves.length);
    expect(RUN_ANNOTATIONS.filter((name) => RUN.some(({ event }) => event === name))).toEqual([]);
    expect(runMove(RunStatus.Waiting, RunStatus.Running)).toBe('active');
    expect(runMove(RunStatus.Completed, RunStatus.Running)).toBeUndefined();
  });
});

describe('the state machine of a step', () => {
  it.each(Object.values(StepStatus).filter((status) => status !== StepStatus.Pending))('reaches %s', (status) => {
    expect(reachable(STEP, StepStatus.Pending)).toContain(status);
  });

  it('leaves an end only to be done once more', () => {
    const leaving = STEP.filter(({ from }) => isStepEnd(from));
    expect(leaving.every(({ event, to }) => event === 'restarted' && to === StepStatus.Pending)).toBe(true);
  });

  it('names each move once', () => {
    const moves = STEP.map(({ from, to }) => `${from}>${to}`);
    expect(new Set(moves).size).toBe(moves.length);
    expect(stepMove(StepStatus.Pending, StepStatus.Skipped)).toBe('skipped');
    expect(stepMove(StepStatus.Skipped, StepStatus.Completed)).toBeUndefined();
  });
});
