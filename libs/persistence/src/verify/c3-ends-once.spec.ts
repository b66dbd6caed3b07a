import { endsOnce } from './c3-ends-once';
import { eventful, events, row } from '../testing/task-records';

describe('C3: no task ends twice', () => {
  it('is content with one end of a finished task and none of an open one', () => {
    expect(endsOnce(eventful())).toEqual([]);
    expect(endsOnce({ row: row(), events: events('submitted >pending'), attempts: [] })).toEqual([]);
  });

  it.each([
    [
      'a second end',
      row({ status: 'failed' }),
      ['failed a>failed', 'completed a>completed'],
      'failed (event 1), completed (event 2)',
    ],
    ['a missing end', row({ status: 'failed' }), ['submitted >pending'], 'none'],
    ['an end of a task that goes on', row({ status: 'running' }), ['timed_out a>timeout'], 'timeout (event 1)'],
  ])('finds %s', (_, of, steps, found) => {
    const expected = of.status === 'running' ? 0 : 1;
    const problem = `is ${of.status} and should have ${expected} ends in its events; found: ${found}`;
    expect(endsOnce({ row: of, events: events(...steps), attempts: [] })).toEqual([problem]);
  });
});
