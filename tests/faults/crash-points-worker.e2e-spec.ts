import { Installation, type Service } from '@cadre/testing';
import { CRASH_SCENARIOS, crashPointsOf } from './harness/crash-scenarios';
import { expectCompletedOnce, startArmed, untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { untilReaperWorks } from './harness/reaper-at-work';
import { eventTypesOf, factsOf } from './harness/task-facts';

describe('a worker that dies with a task', () => {
  let installation: Installation;
  let orchestrator: Service;
  beforeAll(async () => {
    installation = await Installation.create();
    [orchestrator] = await Promise.all([installation.orchestrator(), installation.gateway()]);
    await untilReaperWorks(orchestrator);
  });
  afterAll(() => installation.close());

  it.each(crashPointsOf('worker'))('%s: the task completes once, elsewhere', async (point) => {
    const victim = await startArmed(installation, point);
    const taskId = await installation.client.accepted();
    await untilDead(victim);
    const other = await installation.worker();
    await untilAllEnded(installation);
    await expectCompletedOnce(installation, taskId, CRASH_SCENARIOS[point].attempts);
    const { lease_no, failures_counted } = await factsOf(installation, taskId);
    // Only a second attempt means that a first one was lost, and then it is on record.
    expect(failures_counted).toBe(lease_no - 1);
    const events = await eventTypesOf(installation, taskId);
    expect(events.filter((type) => type === 'retry_scheduled')).toHaveLength(lease_no - 1);
    await proveSound(installation);
    await other.stop();
  });
});
