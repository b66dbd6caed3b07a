import { type Deadlines, endsInTime } from './c2-ends-in-time';
import type { VerifiedRow } from './sql/read-task-page.sql';
import { row } from '../testing/task-records';

const BUSY: Deadlines = { recoverySeconds: 60, expectFinished: false, idleAgents: new Set(), freeTeams: new Set() };
const IDLE: Deadlines = { ...BUSY, idleAgents: new Set(['echo']), freeTeams: new Set(['platform']) };

describe('C2: every accepted task comes to its end in time', () => {
  it.each<[string, Partial<VerifiedRow>, string]>([
    ['a scheduled task', { status: 'scheduled', due_age: 61 }, 'is still scheduled and became due 61 s ago'],
    ['a retry', { status: 'retry', due_age: 61 }, 'is still retry and became due 61 s ago'],
    [
      'a pending task with nothing in its way',
      { due_age: 421 },
      'should have been dispatched, with slots free and limits open, 61 s ago',
    ],
    ['a queued task', { status: 'queued', queued_age: 421 }, 'should have been claimed, with slots free, 61 s ago'],
    ['a lease', { status: 'running', lease_overrun: 61 }, 'is still running and its lease ran out 61 s ago'],
    ['a time limit', { status: 'claimed', started_age: 121 }, 'is still claimed and its time limit passed 61 s ago'],
    ['a cancel', { status: 'running', cancel_age: 61 }, 'is still running and its cancel was asked for 61 s ago'],
    ['an expiry', { expiry_overrun: 61 }, 'is still pending and expired 61 s ago'],
  ])('finds %s that is overdue by more than the recovery bound', (_, changes, problem) => {
    expect(endsInTime(row(changes), IDLE)).toEqual([problem]);
  });

  it.each<[string, Partial<VerifiedRow>, Deadlines]>([
    ['a scheduled task that is not due', { status: 'scheduled', due_age: -5000 }, IDLE],
    ['a retry within the recovery bound', { status: 'retry', due_age: 60 }, IDLE],
    ['a task that waits for its turn, however long', { due_age: 1e6 }, BUSY],
    ['a queued task of a team without a free slot', { status: 'queued', queued_age: 1e6 }, BUSY],
    ['a running task', { status: 'running', started_age: 50, lease_overrun: -20 }, IDLE],
    ['a running task that expired after its start', { status: 'running', expiry_overrun: 1e6 }, IDLE],
    ['a task that waits for a decision', { status: 'waiting', due_age: 1e6, started_age: 1e6 }, IDLE],
    ['a finished task', { status: 'failed', due_age: 1e6, expiry_overrun: 1e6, cancel_age: 1e6 }, IDLE],
  ])('leaves %s alone', (_, changes, deadlines) => {
    expect(endsInTime(row(changes), deadlines)).toEqual([]);
  });

  it('finds every task that is not at its end when all should be', () => {
    const finished = { ...BUSY, expectFinished: true };
    expect(endsInTime(row({ status: 'waiting' }), finished)).toEqual(['is still waiting']);
    expect(endsInTime(row({ status: 'cancelled' }), finished)).toEqual([]);
  });

  it('refuses a status it does not know', () => {
    const strange = row({ status: 'lost' as 'pending' });
    expect(() => endsInTime(strange, IDLE)).toThrow('Unexpected value');
  });
});
