import type { FaultRecord } from '../faults/run-plan';
import { isExcused, type LostAttempt } from './excuses';

const attempt: LostAttempt = { task_id: 't', worker_id: 'worker-1-1', started_at: 1_000, finished_at: 9_000 };

function record(changes: Partial<FaultRecord>): FaultRecord {
  const times = { startedAt: 2_000, healedAt: 4_000, steadyAt: 5_000 };
  const about = { no: 1, name: 'worker-killed', mayRefuse: false, excused: ['worker-1-1'] };
  return { ...about, ...times, observed: true, evidence: '', ...changes };
}

describe('a lost attempt', () => {
  it.each<[string, FaultRecord]>([
    ['its worker was struck', record({})],
    ['nobody could renew for a lease', record({ excused: [], name: 'broker-killed', healedAt: 40_000 })],
  ])('is excused when %s', (_, because) => {
    expect(isExcused(attempt, [because])).toBe(true);
  });

  it('is not excused when it is found long after the healing', () => {
    const late = { ...attempt, finished_at: 4_000 + 360_001 };
    expect(isExcused(late, [record({})])).toBe(false);
    expect(isExcused({ ...late, finished_at: 4_000 + 360_000 }, [record({})])).toBe(true);
  });

  it.each<[string, FaultRecord]>([
    ['another worker was struck', record({ excused: ['worker-2-1'] })],
    ['the fault was healed before it started', record({ startedAt: 100, healedAt: 900 })],
    ['the fault began after it ended', record({ startedAt: 9_500, healedAt: 9_900 })],
    ['the fault was too short for a lease', record({ excused: [], name: 'broker-killed' })],
    [
      'what was away for so long does not renew leases',
      record({ excused: [], name: 'gateway-killed', healedAt: 60_000 }),
    ],
  ])('is not excused when %s', (_, because) => {
    expect(isExcused(attempt, [because])).toBe(false);
  });
});
