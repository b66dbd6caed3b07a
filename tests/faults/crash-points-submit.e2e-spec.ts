import { CRASH_POINTS } from '@cadre/config';
import { Installation } from '@cadre/testing';
import { CRASH_SCENARIOS, crashPointsOf } from './harness/crash-scenarios';
import { expectCompletedOnce, startArmed, submitPersistently, untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';

describe('a process that dies while a task is accepted or becomes due', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await installation.worker();
  });
  afterAll(() => installation.close());

  it('every crash point has a spec that kills a process there', () => {
    expect(Object.keys(CRASH_SCENARIOS).sort()).toEqual([...CRASH_POINTS].sort());
  });

  it.each(crashPointsOf('submit'))('%s: the task completes once', async (point) => {
    const { victim: service, attempts, task } = CRASH_SCENARIOS[point];
    const bystander = await (service === 'gateway' ? installation.orchestrator() : installation.gateway());
    const victim = await startArmed(installation, point);
    const submitting = submitPersistently(installation, task);
    await untilDead(victim);
    const successor = await installation[service]();
    const taskId = await submitting;
    await untilAllEnded(installation);
    await expectCompletedOnce(installation, taskId, attempts);
    // However often the client had to ask, it got one task.
    const [tasks] = await installation.sql<{ count: number }>('SELECT count(*) FROM tasks');
    expect(tasks?.count).toBe(new Set(installation.client.journal).size);
    await proveSound(installation);
    await Promise.all([bystander.stop(), successor.stop()]);
  });
});
