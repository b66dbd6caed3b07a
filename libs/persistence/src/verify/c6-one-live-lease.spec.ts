import { oneLiveLease } from './c6-one-live-lease';
import type { VerifiedRow } from './sql/read-task-page.sql';
import { eventful, events, row } from '../testing/task-records';

function problems(of: Partial<VerifiedRow>, ...steps: readonly string[]): string[] {
  return oneLiveLease({ row: row(of), events: events(...steps), attempts: [] });
}

const RUNNING = { status: 'running', has_lease: true } as const;

describe('C6: a task has at most one live lease', () => {
  it('is content with leases one after the other', () => {
    expect(oneLiveLease(eventful())).toEqual([]);
    expect(problems({ ...RUNNING, lease_no: 1 }, 'started queued>running 1')).toEqual([]);
  });

  it('takes a claim and its start for one lease', () => {
    const steps = ['claimed pending>claimed 1', 'started claimed>running 1', 'completed running>completed 1'];
    expect(problems({ status: 'completed', lease_no: 1 }, ...steps)).toEqual([]);
  });

  it.each<[string, string[], Partial<VerifiedRow>, string[]]>([
    [
      'a lease granted while another is live',
      ['was granted lease 2 (event 2) while lease 1 was live'],
      { ...RUNNING, lease_no: 2 },
      ['started queued>running 1', 'started queued>running 2'],
    ],
    [
      'a number used again',
      ['was granted lease 1 (event 3) after lease 1'],
      { ...RUNNING, lease_no: 1 },
      ['started queued>running 1', 'handed_back running>pending 1', 'started queued>running 1'],
    ],
    [
      'an end under a lease that is not the live one',
      ['has event 3, completed, under lease 1 instead of 2'],
      { status: 'completed', lease_no: 2 },
      ['changed', 'started queued>running 2', 'completed running>completed 1'],
    ],
    [
      'a row at another lease',
      ['is at lease 5, but its events end at lease 0'],
      { lease_no: 5 },
      ['submitted >pending'],
    ],
    [
      'a lease that outlived its attempt',
      ['is pending and still has a lease'],
      { has_lease: true },
      ['submitted >pending'],
    ],
    [
      'a running task without a lease',
      ['is running without a lease'],
      { status: 'running', lease_no: 1 },
      ['started queued>running 1'],
    ],
  ])('finds %s', (_, expected, of, steps) => {
    expect(problems(of, ...steps)).toEqual(expected);
  });
});
