import { isTerminal, TaskStatus, TERMINAL_STATUSES } from './task-status';
import {
  canMove,
  sourcesOf,
  TASK_ANNOTATIONS,
  TASK_TRANSITIONS as TABLE,
  type TaskTransition,
} from './task-transitions';

/** Read as a plain table, not as the literal types it is made of. */
const TASK_TRANSITIONS: readonly TaskTransition[] = TABLE;
const STATUSES = Object.values(TaskStatus);
const OPEN = STATUSES.filter((status) => !isTerminal(status));

function reachableFrom(start: TaskStatus | null): Set<TaskStatus> {
  const seen = new Set<TaskStatus>();
  const waiting: (TaskStatus | null)[] = [start];
  while (waiting.length > 0) {
    const from = waiting.pop();
    for (const { to } of TASK_TRANSITIONS.filter((t) => t.from === from)) {
      if (!seen.has(to)) waiting.push(to);
      seen.add(to);
    }
  }
  return seen;
}

describe('the task state machine', () => {
  it.each(STATUSES)('%s can be reached from birth', (status) => {
    expect(reachableFrom(null)).toContain(status);
  });

  it.each(TERMINAL_STATUSES)('%s is final: nothing leads out of it', (status) => {
    expect(TASK_TRANSITIONS.filter((t) => t.from === status)).toEqual([]);
  });

  it.each(OPEN)('%s can come to an end, and can be completed', (status) => {
    const ends = reachableFrom(status);
    expect(TERMINAL_STATUSES.some((end) => ends.has(end))).toBe(true);
    expect(ends).toContain(TaskStatus.Completed);
  });

  it.each(OPEN)('%s can be cancelled', (status) => {
    expect(canMove('cancelled', status, TaskStatus.Cancelled)).toBe(true);
  });

  it('names each move once, and one event from one state leads to one state, birth aside', () => {
    const moves = TASK_TRANSITIONS.map(({ event, from, to }) => `${event}: ${from} -> ${to}`);
    const choices = TASK_TRANSITIONS.filter(({ from }) => from !== null).map(({ event, from }) => `${event}: ${from}`);
    expect(new Set(moves).size).toBe(moves.length);
    expect(new Set(choices).size).toBe(choices.length);
  });

  it('never gives an annotation the name of a move', () => {
    const events = new Set<string>(TASK_TRANSITIONS.map(({ event }) => event));
    expect(TASK_ANNOTATIONS.filter((annotation) => events.has(annotation))).toEqual([]);
  });

  it('starts work only with a lease: completed comes from running alone', () => {
    expect(sourcesOf('completed', TaskStatus.Completed)).toEqual([TaskStatus.Running]);
    expect(sourcesOf('started', TaskStatus.Running).sort()).toEqual([TaskStatus.Claimed, TaskStatus.Queued]);
  });
});

describe('sourcesOf', () => {
  it('gives the statuses a guard must name', () => {
    expect(sourcesOf('due', TaskStatus.Pending)).toEqual([TaskStatus.Scheduled, TaskStatus.Retry]);
    expect(sourcesOf('cancelled', TaskStatus.Cancelled)).toEqual(expect.arrayContaining(OPEN));
  });

  it('gives none for a birth, an annotation, or a move that is not in the table', () => {
    expect(sourcesOf('submitted', TaskStatus.Pending)).toEqual([]);
    expect(sourcesOf('changed', TaskStatus.Pending)).toEqual([]);
    expect(sourcesOf('completed', TaskStatus.Failed)).toEqual([]);
  });
});

describe('canMove', () => {
  it('agrees with sourcesOf for every event and pair of statuses', () => {
    for (const { event } of TABLE) {
      for (const from of STATUSES) {
        for (const to of STATUSES) expect(canMove(event, from, to)).toBe(sourcesOf(event, to).includes(from));
      }
    }
  });

  it('knows the two births', () => {
    const births = STATUSES.filter((to) => canMove('submitted', null, to));
    expect(births.sort()).toEqual([TaskStatus.Pending, TaskStatus.Scheduled]);
  });
});
