import { isTerminal, TaskStatus } from '../task/task-status';
import { decideReplay, type ReplayFacts } from './decide-replay';

const CLAIM = { taskId: 'task-1', dispatchNo: 2, team: 'testing' };
const LETTER = { ...CLAIM, status: TaskStatus.Failed, open: true };

function facts(letter: Partial<NonNullable<ReplayFacts['letter']>> = {}): ReplayFacts {
  return { claim: CLAIM, letter: { ...LETTER, ...letter } };
}

describe('decideReplay', () => {
  it.each([TaskStatus.Failed, TaskStatus.Timeout])('replays the open dead letter of a task that is %s', (status) => {
    expect(decideReplay(facts({ status }))).toEqual({ replay: true });
  });

  it('knows no letter that is gone', () => {
    expect(decideReplay({ claim: CLAIM, letter: null })).toEqual({ replay: false, reason: 'not_found' });
  });

  it.each<[string, string, Partial<NonNullable<ReplayFacts['letter']>>]>([
    ['not_found', 'the letter of another task', { taskId: 'task-2' }],
    ['foreign_team', 'the letter of another team', { team: 'marketing' }],
    ['superseded', 'another dispatch', { dispatchNo: 3 }],
    ['finished', 'a letter that was resubmitted or discarded', { open: false }],
  ])('answers %s for %s', (reason, _, letter) => {
    expect(decideReplay(facts(letter))).toEqual({ replay: false, reason });
  });

  it.each(Object.values(TaskStatus).filter((status) => !isTerminal(status)))(
    'leaves a task alone that is %s',
    (status) => {
      expect(decideReplay(facts({ status }))).toEqual({ replay: false, reason: 'superseded' });
    },
  );
});
