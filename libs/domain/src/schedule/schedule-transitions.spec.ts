import { ScheduleRunStatus, ScheduleStatus } from './schedule-status';
import {
  SCHEDULE_RUN_TRANSITIONS,
  SCHEDULE_TRANSITIONS,
  scheduleSourcesOf,
  type ScheduleTransition,
} from './schedule-transitions';

function reachable<Status>(table: readonly ScheduleTransition<Status>[], start: Status | null): Set<Status | null> {
  const seen = new Set<Status | null>();
  const waiting: (Status | null)[] = [start];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const current = from;
    for (const { to } of table.filter((t) => t.from === current)) {
      if (!seen.has(to) && to !== null) waiting.push(to);
      seen.add(to);
    }
  }
  return seen;
}

describe('the state machine of a schedule', () => {
  it.each(Object.values(ScheduleStatus))('%s can be reached from birth, made active again, and deleted', (status) => {
    expect(reachable<ScheduleStatus>(SCHEDULE_TRANSITIONS, null)).toContain(status);
    expect(reachable<ScheduleStatus>(SCHEDULE_TRANSITIONS, status)).toContain(ScheduleStatus.Active);
    expect(scheduleSourcesOf('deleted')).toContain(status);
  });

  it('names each move once, and one event from one state leads to one state, birth aside', () => {
    const choices = SCHEDULE_TRANSITIONS.filter(({ from }) => from !== null).map(
      ({ event, from }) => `${event} ${from}`,
    );
    expect(new Set(choices).size).toBe(choices.length);
  });

  it('gives the guards of its moves', () => {
    expect(scheduleSourcesOf('paused')).toEqual([ScheduleStatus.Active]);
    expect(scheduleSourcesOf('resumed')).toEqual([ScheduleStatus.Paused]);
    expect(scheduleSourcesOf('created')).toEqual([]);
  });
});

describe('the state machine of a firing', () => {
  it.each(Object.values(ScheduleRunStatus))('%s can be reached from birth', (status) => {
    expect(reachable<ScheduleRunStatus>(SCHEDULE_RUN_TRANSITIONS, null)).toContain(status);
  });

  it('moves on from queued alone', () => {
    const sources = SCHEDULE_RUN_TRANSITIONS.map(({ from }) => from).filter((from) => from !== null);
    expect(new Set(sources)).toEqual(new Set([ScheduleRunStatus.Queued]));
  });
});
