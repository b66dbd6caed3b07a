import { until } from '@cadre/testing';
import { ProbedInstallation } from '../../faults/harness/probed-installation';
import { proveSound, untilAllEnded } from '../../faults/harness/prove-sound';
import { times } from '../../faults/harness/running';

describe('the limits of an agent, measured from inside it, with three orchestrators', () => {
  let probed: ProbedInstallation;
  beforeEach(async () => (probed = await ProbedInstallation.start()));
  afterEach(() => probed.close());

  it('never run more at once than allowed, also while the dispatching orchestrator is killed', async () => {
    const { installation, server } = probed;
    const [limit, count] = [4, 60];
    await probed.limit({ max_concurrent_tasks: limit });
    await installation.client.acceptedMany(times(count, server.task({}, 150)));
    await until(() => server.calls.length >= count / 4, { timeoutMs: 60_000 });
    const leader = await probed.leader();
    expect(await leader?.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(server.calls.length).toBeLessThan(count);
    await untilAllEnded(installation, 90_000);
    expect(server.calls).toHaveLength(count);
    // The limit was reached, or nothing is proven.
    expect(server.atMost).toBe(limit);
    await proveSound(installation);
  });

  it('never start more in any span of time than rate and burst allow', async () => {
    const { installation, server } = probed;
    const [perSecond, burst, count] = [8, 3, 40];
    await probed.limit({ rate_limit: `${perSecond}/second`, rate_burst: burst });
    const ids = await installation.client.acceptedMany(times(count, server.task()));
    await untilAllEnded(installation, 90_000);
    expect(server.calls).toHaveLength(count);
    const started = await installation.sql<{ at: Date }>(
      `SELECT at FROM task_events WHERE type = 'started' AND task_id = ANY ($1) ORDER BY at`,
      ids,
    );
    // A token is charged when the start is granted; on its way to the agent a start may be late, never early.
    const granted = started.map(({ at }) => at.getTime());
    const arrived = server.calls.map(({ atMs }) => atMs).sort((a, b) => a - b);
    const latenessMs = Math.max(...arrived.map((at, index) => at - Number(granted[index])));
    expect(mostBeyond(granted, perSecond, burst)).toBeLessThanOrEqual(0);
    expect(mostBeyond(arrived, perSecond, burst + (perSecond * latenessMs) / 1000)).toBeLessThanOrEqual(0);
    await proveSound(installation);
  });
});

/** By how many starts the worst span of time breaks `burst + rate × span`; times are rounded to milliseconds. */
function mostBeyond(times: readonly number[], perSecond: number, burst: number): number {
  const beyond = times.flatMap((from, first) =>
    times.slice(first).map((to, more) => more + 1 - (burst + (perSecond * (to - from + 1)) / 1000)),
  );
  return Math.max(...beyond);
}
