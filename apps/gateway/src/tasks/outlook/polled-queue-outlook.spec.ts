import { Logger } from '@nestjs/common';
import type { QueueStatistics, Snapshot, StatsStore } from '@cadre/persistence';
import { PolledQueueOutlook } from './polled-queue-outlook';

const PLACE = { team: 'testing', agentId: 'echo', priority: 5 };
const GROUP = {
  ...{ team: 'testing', agent_id: 'echo', priority: 5, scheduled: 0, pending: 10, queued: 0, running: 2, retry: 0 },
  ...{ oldest_age_seconds: 0, finished_per_minute: 60, avg_wait_seconds: null },
};

/** What was written last, as a database tells it at each reading. */
class Written {
  age_seconds = 0;
  away = false;

  constructor(public written_at: Date) {}

  queues(): Promise<Snapshot<QueueStatistics>> {
    if (this.away) return Promise.reject(new RangeError('away'));
    const { written_at, age_seconds } = this;
    return Promise.resolve({ data: { groups: [GROUP] }, cost_ms: 1, written_at, age_seconds });
  }
}

describe('the polled outlook', () => {
  let written: Written;
  let outlook: PolledQueueOutlook;
  beforeEach(async () => {
    jest.useFakeTimers();
    written = new Written(new Date(1));
    outlook = new PolledQueueOutlook(written as unknown as StatsStore);
    outlook.onApplicationBootstrap();
    await poll();
  });
  afterEach(async () => {
    await outlook.onApplicationShutdown();
    jest.useRealTimers();
  });
  const poll = () => jest.advanceTimersByTimeAsync(1_000);

  it('adds what was accepted here since the statistics were made', async () => {
    outlook.noteAccepted(PLACE);
    outlook.noteAccepted({ ...PLACE, priority: 7 });
    expect(outlook.forNewcomer(PLACE)).toEqual({ position: 12, waitSeconds: 11 });
    await poll();
    expect(outlook.forNewcomer(PLACE).position).toBe(12);
    written.written_at = new Date(2);
    await poll();
    expect(outlook.forNewcomer(PLACE).position).toBe(11);
  });

  it('keeps what it knows while the database is away', async () => {
    Logger.overrideLogger(false);
    written.away = true;
    await poll();
    expect(outlook.forNewcomer(PLACE).position).toBe(11);
    expect(outlook.durationSeconds('echo')).toBe(2);
  });

  it('forgets statistics that nobody renews', async () => {
    written.age_seconds = 119;
    await poll();
    expect(outlook.durationSeconds('echo')).toBe(2);
    written.age_seconds = 120;
    await poll();
    expect(outlook.durationSeconds('echo')).toBeNull();
    expect(outlook.forNewcomer(PLACE)).toEqual({ position: 1, waitSeconds: 0 });
  });
});
