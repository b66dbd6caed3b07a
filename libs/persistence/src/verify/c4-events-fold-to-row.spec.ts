import { eventsFoldToRow } from './c4-events-fold-to-row';
import type { VerifiedRow } from './sql/read-task-page.sql';
import { eventful, events, row } from '../testing/task-records';

function problems(of: Partial<VerifiedRow>, ...steps: readonly string[]): string[] {
  return eventsFoldToRow({ row: row({ event_seq: steps.length, ...of }), events: events(...steps), attempts: [] });
}

describe('C4: the events of a task fold to its row', () => {
  it('is content with a log that explains its row', () => {
    expect(eventsFoldToRow(eventful())).toEqual([]);
    expect(problems({ status: 'scheduled' }, 'submitted >scheduled')).toEqual([]);
  });

  it('takes annotations anywhere after birth, also after the end', () => {
    const steps = ['submitted >pending', 'changed', 'cancelled pending>cancelled', 'resubmitted'];
    expect(problems({ status: 'cancelled' }, ...steps)).toEqual([]);
  });

  it.each<[string, string, Partial<VerifiedRow>, string[]]>([
    ['another status', 'is queued, but its events lead to pending', { status: 'queued' }, ['submitted >pending']],
    ['no events at all', 'is pending, but its events lead to nothing', {}, []],
    ['a wrong count', 'counts 7 events, but the last one is number 1', { event_seq: 7 }, ['submitted >pending']],
    [
      'an illegal move',
      'has event 2, completed from pending to completed, which is no legal move',
      { status: 'completed' },
      ['submitted >pending', 'completed pending>completed'],
    ],
    [
      'an event that is not in the table',
      'has event 2, teleported from pending to running, which is no legal move',
      { status: 'running' },
      ['submitted >pending', 'teleported pending>running'],
    ],
    [
      'a move from another state than it was in',
      'has event 2, started from queued to running, but was pending',
      { status: 'running' },
      ['submitted >pending', 'started queued>running'],
    ],
    [
      'a second birth',
      'has event 2, submitted from nothing to pending, but was pending',
      {},
      ['submitted >pending', 'submitted >pending'],
    ],
    [
      'a move before birth',
      'has event 1, queued from pending to queued, but was not born',
      { status: 'queued' },
      ['queued pending>queued'],
    ],
    [
      'a move after the end',
      'has event 3, due from retry to pending, after its end as cancelled',
      {},
      ['submitted >pending', 'cancelled pending>cancelled', 'due retry>pending'],
    ],
    [
      'an unknown annotation',
      'has event 2, gossip, which moves nothing and is no annotation',
      {},
      ['submitted >pending', 'gossip'],
    ],
    ['an annotation before birth', 'has event 1, changed, before it was born', {}, ['changed', 'submitted >pending']],
  ])('finds %s', (_, problem, of, steps) => {
    expect(problems(of, ...steps)).toEqual([problem]);
  });

  it('finds a gap in the numbers', () => {
    const [birth, queued, back] = events('submitted >pending', 'queued pending>queued', 'taken_back queued>pending');
    const gap = [birth, queued, back && { ...back, seq: 4 }].filter((event) => event !== undefined);
    const found = eventsFoldToRow({ row: row({ event_seq: 4 }), events: gap, attempts: [] });
    expect(found).toEqual(['has event 4 right after event 2']);
  });
});
