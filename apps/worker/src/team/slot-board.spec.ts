import type { AttemptReportV1, GrantV1 } from '@cadre/contracts';
import {
  AttemptRunner,
  type GrantedTask,
  type LeaseHolder,
  type RunningAttempt,
  type StopReason,
  type UnstartedEnd,
} from '../execution/attempt-runner.port';
import { LeaseBook } from './lease-book';
import { SlotBoard } from './slot-board';

/** A runner whose attempts end when the test says so. */
class HandRunner extends AttemptRunner {
  readonly started: string[] = [];
  readonly told: [string, StopReason][] = [];
  readonly holders = new Map<string, LeaseHolder>();
  private readonly enders = new Map<string, (report: AttemptReportV1 | null) => void>();

  override begin(task: GrantedTask, holder: LeaseHolder): RunningAttempt {
    this.started.push(task.taskId);
    this.holders.set(task.taskId, holder);
    const ended = new Promise<AttemptReportV1 | null>((resolve) => this.enders.set(task.taskId, resolve));
    const stop = (reason: StopReason): void => void this.told.push([task.taskId, reason]);
    return { startedAt: performance.now(), ended, stop, news: () => undefined };
  }

  override unstarted(task: GrantedTask, end: UnstartedEnd): AttemptReportV1 {
    return report(task.taskId, end);
  }

  override crashCurrent(): boolean {
    return false;
  }

  async end(taskId: string, lost = false): Promise<void> {
    this.enders.get(taskId)?.(lost ? null : report(taskId, 'completed'));
    await Promise.resolve();
    await Promise.resolve();
  }
}

function report(taskId: string, kind: string): AttemptReportV1 {
  return {
    task_id: taskId,
    lease_no: 1,
    lease_token: 't',
    outcome: { kind } as AttemptReportV1['outcome'],
    duration_ms: 1,
  };
}

function granted(taskId: string, grant: Partial<GrantV1> = {}): GrantedTask {
  return {
    taskId,
    grant: { lease_no: 1, lease_token: 't', lease_seconds: 30, cancel_requested: false, ...grant } as GrantV1,
  };
}

describe('the slots of a worker', () => {
  let runner: HandRunner;
  let leases: LeaseBook;
  let board: SlotBoard;
  let reports: AttemptReportV1[];
  beforeEach(() => {
    runner = new HandRunner();
    leases = new LeaseBook();
    reports = [];
    board = new SlotBoard({
      slots: 2,
      runner,
      leases,
      onReport: (_, one) => reports.push(one),
      onNews: () => undefined,
      onFreed: () => undefined,
    });
  });

  const admit = (taskId: string, grant?: Partial<GrantV1>): void => {
    board.reserve(1);
    board.admit(granted(taskId, grant), performance.now());
  };
  /** Twenty attempts that take no time: claiming ahead is allowed from then on. */
  const beFast = async (): Promise<void> => {
    for (let index = 0; index < 20; index++) {
      admit(`fast${index}`);
      await runner.end(`fast${index}`);
    }
    reports = [];
  };

  it('reserves no more places than there are', () => {
    expect(board.reserve(5)).toBe(2);
    expect(board.reserve(1)).toBe(0);
    board.release();
    expect(board.capacity()).toBe(1);
    expect(board.idle).toBe(false);
  });

  it('frees the slot when the agent returns, and keeps the lease for the report', async () => {
    admit('a');
    admit('b');
    expect(board.capacity()).toBe(0);
    await runner.end('a');
    expect(board.capacity()).toBe(1);
    expect(reports).toMatchObject([{ task_id: 'a', outcome: { kind: 'completed' } }]);
    expect(leases.get('a')?.phase.kind).toBe('reporting');
  });

  it('lets go of a lost lease without a word', async () => {
    admit('a');
    await runner.end('a', true);
    expect(reports).toEqual([]);
    expect(leases.size).toBe(0);
    expect(board.idle).toBe(true);
  });

  it('claims ahead while work is short, and starts what waits in the order of the grants', async () => {
    await beFast();
    expect(board.capacity()).toBe(4);
    for (const id of ['a', 'b', 'c', 'd']) admit(id);
    expect(board.capacity()).toBe(0);
    expect(runner.started.slice(-2)).toEqual(['a', 'b']);
    await runner.end('a');
    expect(runner.started.slice(-1)).toEqual(['c']);
    expect(board.busy).toBe(2);
  });

  it('cancels what waits without starting it', async () => {
    await beFast();
    for (const id of ['a', 'b', 'c']) admit(id);
    const waiting = leases.get('c');
    if (waiting) board.stop(waiting, 'cancelled');
    expect(reports).toMatchObject([{ task_id: 'c', outcome: { kind: 'cancelled' } }]);
    await runner.end('a');
    expect(runner.started).not.toContain('c');
  });

  it('drops what waits when its lease is lost', async () => {
    await beFast();
    for (const id of ['a', 'b', 'c']) admit(id);
    const waiting = leases.get('c');
    if (waiting) board.stop(waiting, 'lease_lost');
    expect(reports).toEqual([]);
    expect(leases.get('c')).toBeUndefined();
  });

  it('never starts what was cancelled before its grant', () => {
    admit('a', { cancel_requested: true });
    expect(runner.started).toEqual([]);
    expect(reports).toMatchObject([{ outcome: { kind: 'cancelled' } }]);
  });

  it('gives back on closing what waits and what is granted late', async () => {
    await beFast();
    board.reserve(4);
    for (const id of ['a', 'b', 'c']) board.admit(granted(id), performance.now());
    board.close();
    board.admit(granted('d'), performance.now());
    expect(reports.map(({ task_id, outcome }) => [task_id, outcome.kind])).toEqual([
      ['c', 'shutdown'],
      ['d', 'shutdown'],
    ]);
    expect(board.capacity()).toBe(0);
    board.stopAll('shutdown');
    expect(runner.told).toEqual([
      ['a', 'shutdown'],
      ['b', 'shutdown'],
    ]);
  });

  it('tells an attempt that its lease is unconfirmed, until a renewal arrives', () => {
    admit('a');
    const isConfirmed = (): boolean | undefined => runner.holders.get('a')?.isLeaseConfirmed();
    expect(isConfirmed()).toBe(true);
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 30_000);
    expect(isConfirmed()).toBe(false);
    leases.get('a')?.renewed(performance.now());
    expect(isConfirmed()).toBe(true);
  });

  it('gives back, instead of starting it, what waited until its lease was unconfirmed', async () => {
    await beFast();
    for (const id of ['a', 'b', 'c']) admit(id, id === 'c' ? { lease_seconds: 0 } : {});
    await runner.end('a');
    expect(runner.started).not.toContain('c');
    expect(reports.map(({ task_id, outcome }) => [task_id, outcome.kind])).toEqual([
      ['a', 'completed'],
      ['c', 'lease_unconfirmed'],
    ]);
    expect(leases.get('c')?.phase.kind).toBe('reporting');
  });

  it('is deaf to what comes after the end', async () => {
    admit('a');
    await runner.end('a');
    const over = leases.get('a');
    if (over) board.stop(over, 'cancelled');
    expect(runner.told).toEqual([]);
    expect(reports).toHaveLength(1);
  });
});
