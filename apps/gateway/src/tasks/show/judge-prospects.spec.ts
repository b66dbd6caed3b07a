import type { TaskRow, WaitingRow } from '@cadre/persistence';
import { judgeProspects } from './judge-prospects';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const OUTLOOK = {
  aheadOf: () => 7_000,
  waitSeconds: (_place: unknown, ahead: number) => ahead * 10,
  durationSeconds: () => 60,
};
const NOTHING_KNOWN = { aheadOf: () => 0, waitSeconds: () => null, durationSeconds: () => null };

const OPEN = { paused: false, maxConcurrent: 5, inFlight: 0, queued: 0, bucket: null };

function row(changes: Partial<TaskRow>): TaskRow {
  const base = { task_id: 't', status: 'pending', team: 'testing', agent_id: 'echo', priority: 5, available_at: NOW };
  return { ...base, started_at: null, progress: 0, ...changes } as TaskRow;
}

function facts(task: TaskRow, changes: Partial<WaitingRow> = {}): WaitingRow {
  const counted = { ahead: 0, aheadEstimated: false, tenantRoom: Infinity, liveWorkers: 1 };
  return { task, agent: OPEN, holders: [], ...counted, now: NOW, ...changes };
}

describe('what may be expected', () => {
  it('of the third in line', () => {
    const task = row({});
    expect(judgeProspects(task, facts(task, { ahead: 2 }), OUTLOOK, NOW.getTime())).toEqual({
      queue_position: 3,
      waiting_for: { kind: 'behind', count: 2 },
      estimated_start_at: later(20),
      estimated_completion_at: later(80),
    });
  });

  it('of one that nobody counts the place of', () => {
    const task = row({});
    const counted = facts(task, { ahead: 1_000, aheadEstimated: true });
    expect(judgeProspects(task, counted, OUTLOOK, 0)).toMatchObject({
      queue_position: 7_001,
      queue_position_estimated: true,
      waiting_for: { kind: 'behind', count: 7_000 },
    });
    // Statistics that lag behind do not make it stand before what was counted.
    expect(judgeProspects(task, counted, NOTHING_KNOWN, 0).queue_position).toBe(1_001);
  });

  it.each([
    ['a paused agent', { agent: { ...OPEN, paused: true } }],
    ['an agent that is gone', { agent: { ...OPEN, retiredAtMs: 1 } }],
    ['no worker', { liveWorkers: 0 }],
  ])('of one that waits for %s: no time at all', (_name, changes) => {
    const task = row({});
    expect(judgeProspects(task, facts(task, changes), OUTLOOK, NOW.getTime())).toMatchObject({
      estimated_start_at: null,
      estimated_completion_at: null,
    });
  });

  it('of one whose tenant holds its share', () => {
    const task = row({ tenant: 'acme' });
    const { waiting_for } = judgeProspects(task, facts(task, { tenantRoom: 0, ahead: 2 }), OUTLOOK, NOW.getTime());
    expect(waiting_for).toEqual({ kind: 'tenant_share', tenant: 'acme' });
  });

  it.each(['scheduled', 'retry'] as const)('of one that is %s', (status) => {
    const task = row({ status, available_at: later(30) });
    expect(judgeProspects(task, facts(task), OUTLOOK, NOW.getTime())).toMatchObject({
      queue_position: null,
      estimated_start_at: later(30),
      estimated_completion_at: later(90),
    });
  });

  it.each([
    ['by its progress', { progress: 25 }, OUTLOOK, later(30)],
    ['by its agent’s usual time', {}, OUTLOOK, later(50)],
    ['not before now', { started_at: later(-90) }, OUTLOOK, NOW],
    ['by nothing', {}, NOTHING_KNOWN, null],
  ])('of a running one, %s', (_name, changes, outlook, end) => {
    const task = row({ status: 'running', started_at: later(-10), ...changes });
    const prospects = judgeProspects(task, null, outlook, NOW.getTime());
    expect(prospects).toMatchObject({ waiting_for: null, queue_position: null, estimated_completion_at: end });
  });

  it('of one that is over: nothing', () => {
    const prospects = judgeProspects(row({ status: 'completed' }), null, OUTLOOK, NOW.getTime());
    expect(Object.values(prospects)).toEqual([null, null, null, null]);
  });
});
