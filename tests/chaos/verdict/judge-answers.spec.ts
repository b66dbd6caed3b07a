import type { FaultRecord } from '../faults/run-plan';
import { Journal, type JournalEntry } from '../load/journal';
import { judgeAnswers } from './judge-answers';

const STRUCK: FaultRecord = {
  ...{ no: 1, name: 'database-killed', mayRefuse: true, excused: [], observed: true, evidence: '' },
  ...{ startedAt: 1_000, healedAt: 2_000, steadyAt: 3_000 },
};

function verdictOn(entry: Partial<JournalEntry>, records = [STRUCK]): boolean[] {
  const journal = new Journal();
  journal.note({ key: 'k', intent: 'submit', outcome: 'err', at: 1_500, ms: 10, status: 503, ...entry });
  return judgeAnswers(journal, records).map(({ holds }) => holds);
}

const [FINE, STRANGE, UNDUE] = [
  [true, true, true],
  [false, true, true],
  [true, false, true],
];

describe('the answers of a run', () => {
  it('may be a refusal, or nothing, while the gateway or its database is struck', () => {
    expect(verdictOn({})).toEqual(FINE);
    expect(verdictOn({ outcome: 'unknown', at: 500, ms: 600 })).toEqual(FINE);
  });

  it('may not be one before, afterwards, or because of anything else', () => {
    expect(verdictOn({ at: 500 })).toEqual(UNDUE);
    expect(verdictOn({ at: 3_500 })).toEqual(UNDUE);
    expect(verdictOn({}, [{ ...STRUCK, mayRefuse: false }])).toEqual(UNDUE);
  });

  it('are never a failure that the contract does not know', () => {
    expect(verdictOn({ status: 500 })).toEqual(STRANGE);
    expect(verdictOn({ status: 422 })).toEqual(STRANGE);
  });

  it('prove nothing when there are none', () => {
    expect(judgeAnswers(new Journal(), []).every(({ holds }) => holds)).toBe(false);
  });

  it('are the same whenever the same key is used', () => {
    const journal = new Journal();
    const ok: JournalEntry = { key: 'k', intent: 'submit', outcome: 'ok', at: 0, ms: 1, status: 201, task_id: 'a' };
    journal.note(ok, { task_id: 'a' });
    journal.note({ ...ok, intent: 'repeat' }, { task_id: 'a' });
    expect(journal.contradictions).toEqual([]);
    journal.note({ ...ok, task_id: 'b' }, { task_id: 'b' });
    expect(judgeAnswers(journal, []).map(({ holds }) => holds)).toEqual([true, true, false]);
    expect(journal.taskOfKey.size).toBe(1);
  });
});
