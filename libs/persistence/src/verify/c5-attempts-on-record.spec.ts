import { attemptsOnRecord, withinBounds } from './c5-attempts-on-record';
import { attempt, eventful, events, row } from '../testing/task-records';

const NOTHING = { events: [], attempts: [] };

describe('C5: failures and leases stay within their bounds', () => {
  it('is content at the bounds themselves', () => {
    expect(withinBounds({ row: row({ failures_counted: 4, max_retries: 3, lease_no: 100 }), ...NOTHING })).toEqual([]);
  });

  it('finds what is beyond them', () => {
    expect(withinBounds({ row: row({ failures_counted: 5, max_retries: 3, lease_no: 101 }), ...NOTHING })).toEqual([
      'counts 5 failures with 3 retries allowed',
      'had 101 leases; 100 are the most',
    ]);
  });
});

describe('C5: every attempt is on record', () => {
  it('is content when each ended attempt has its row, a waiting one too', () => {
    expect(attemptsOnRecord(eventful())).toEqual([]);
    const waiting = events('started queued>running 1', 'waiting running>waiting 1');
    expect(attemptsOnRecord({ row: row(), events: waiting, attempts: [attempt(1, 'waiting')] })).toEqual([]);
  });

  it('finds a missing row, and a row that no event explains', () => {
    const task = eventful();
    const attempts = [attempt(1, 'worker_lost', true), attempt(3), attempt(4)];
    expect(attemptsOnRecord({ ...task, attempts })).toEqual([
      'ended attempt 2, which is not on record',
      'has attempt 4 on record, which no event ended',
    ]);
  });

  it('finds a lost worker that is on record as something else', () => {
    const attempts = [attempt(1, 'failed', true), attempt(2, 'handed_back'), attempt(3)];
    expect(attemptsOnRecord({ ...eventful(), attempts })).toEqual([
      'lost the worker of attempt 1, which is on record as failed',
    ]);
  });

  it('finds a count of failures that the attempts do not bear out', () => {
    const attempts = [attempt(1, 'worker_lost', true), attempt(2, 'handed_back', true), attempt(3)];
    expect(attemptsOnRecord({ ...eventful(), attempts })).toEqual([
      'counts 1 failures, but 2 attempts on record count as one',
    ]);
  });
});
