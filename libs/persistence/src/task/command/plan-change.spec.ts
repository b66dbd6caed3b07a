import { canMove, TaskStatus } from '@cadre/domain';
import fc from 'fast-check';
import type { TaskRow } from '../task-row';
import { isChangeable, planChange, type TaskChange } from './plan-change';

const NOW = new Date('2026-10-01T12:00:00Z');
const LATER = new Date('2026-10-01T13:00:00Z');
const EARLIER = new Date('2026-10-01T11:00:00Z');

function task(values: Partial<TaskRow>): TaskRow {
  const row: Partial<TaskRow> = {
    priority: 5,
    execute_at: null,
    available_at: EARLIER,
    expires_at: null,
    tags: [],
    ...values,
  };
  return row as TaskRow;
}

function plan(status: TaskStatus, change: TaskChange, values: Partial<TaskRow> = {}) {
  const { status: to, availableAt, events } = planChange(task({ status, ...values }), change, NOW);
  return { to, availableAt, events: events.map((event) => event.type) };
}

describe('a change of a task', () => {
  it.each<[string, TaskStatus, TaskChange, ReturnType<typeof plan>]>([
    ['pending, urgent now', 'pending', { priority: 1 }, { to: 'pending', availableAt: EARLIER, events: ['changed'] }],
    [
      'queued, urgent now',
      'queued',
      { priority: 1 },
      { to: 'pending', availableAt: EARLIER, events: ['changed', 'taken_back'] },
    ],
    ['queued, same priority', 'queued', { priority: 5 }, { to: 'queued', availableAt: EARLIER, events: ['changed'] }],
    ['queued, tags', 'queued', { tags: ['x'] }, { to: 'queued', availableAt: EARLIER, events: ['changed'] }],
    [
      'queued, later',
      'queued',
      { executeAt: LATER },
      { to: 'scheduled', availableAt: LATER, events: ['changed', 'taken_back', 'rescheduled'] },
    ],
    ['queued, now', 'queued', { executeAt: null }, { to: 'queued', availableAt: EARLIER, events: ['changed'] }],
    [
      'pending, later',
      'pending',
      { executeAt: LATER },
      { to: 'scheduled', availableAt: LATER, events: ['changed', 'rescheduled'] },
    ],
    [
      'pending, in the past',
      'pending',
      { executeAt: EARLIER },
      { to: 'pending', availableAt: EARLIER, events: ['changed'] },
    ],
    [
      'scheduled, later still',
      'scheduled',
      { executeAt: LATER },
      { to: 'scheduled', availableAt: LATER, events: ['changed'] },
    ],
    [
      'scheduled, now',
      'scheduled',
      { executeAt: null },
      { to: 'pending', availableAt: NOW, events: ['changed', 'due'] },
    ],
    ['retry, now', 'retry', { executeAt: EARLIER }, { to: 'pending', availableAt: NOW, events: ['changed', 'due'] }],
    ['retry, later', 'retry', { executeAt: LATER }, { to: 'retry', availableAt: LATER, events: ['changed'] }],
  ])('%s', (_name, status, change, expected) => {
    expect(plan(status, change)).toEqual(expected);
  });

  it('keeps what it does not name, and can clear what it does', () => {
    const row = task({ status: 'pending', expires_at: LATER, tags: ['a'], execute_at: EARLIER });
    expect(planChange(row, {}, NOW)).toMatchObject({ expiresAt: LATER, tags: ['a'], executeAt: EARLIER, priority: 5 });
    expect(planChange(row, { expiresAt: null, tags: [] }, NOW)).toMatchObject({ expiresAt: null, tags: [] });
  });

  it('only ever makes moves of the state table, each from where the last one ended', () => {
    const changeable = Object.values(TaskStatus).filter(isChangeable);
    const moment = fc.constantFrom(EARLIER, NOW, LATER, null);
    const change = fc.record(
      { priority: fc.constantFrom(1, 5), executeAt: moment, expiresAt: moment },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...changeable), change, (status, asked) => {
        const { events, status: end } = planChange(task({ status }), asked, NOW);
        let present = status;
        for (const { type, from, to } of events) {
          if (to === null) continue;
          expect([from, canMove(type, from, to)]).toEqual([present, true]);
          present = to;
        }
        expect(present).toBe(end);
      }),
    );
  });
});
