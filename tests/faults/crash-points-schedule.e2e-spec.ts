import { Installation, until } from '@cadre/testing';
import { armed, crashPointsOf } from './harness/crash-scenarios';
import { untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';

describe('an orchestrator that dies while a schedule fires', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await installation.worker();
    await installation.gateway();
  });
  afterAll(() => installation.close());

  it.each(crashPointsOf('schedule'))('%s: the task is submitted once', async (point) => {
    const victim = await installation.orchestrator(armed(point));
    const execute_at = new Date(Date.now() + 1000).toISOString();
    const { status, body } = await installation.client.call('POST', '/schedules', {
      body: { agent_id: 'echo', execute_at },
    });
    expect(status).toBe(201);
    await untilDead(victim);
    const successor = await installation.orchestrator();
    const runs = await until(
      async () => {
        const answer = await installation.client.call('GET', `/schedules/${body.schedule_id}/runs`);
        return answer.body.total > 0 && answer.body.runs;
      },
      { timeoutMs: 30_000 },
    );
    installation.client.journal.push(runs[0].task_id as string);
    expect(runs).toMatchObject([{ status: 'submitted', missed_count: 0 }]);
    await untilAllEnded(installation);
    const tasks = await installation.sql<{ task_id: string }>('SELECT task_id FROM tasks');
    expect(tasks.filter(({ task_id }) => task_id === runs[0].task_id)).toHaveLength(1);
    const [counted] = await installation.sql<{ runs: number; tasks: number }>(
      `SELECT (SELECT count(*) FROM schedule_runs)::int AS runs, (SELECT count(*) FROM tasks)::int AS tasks`,
    );
    expect(counted?.tasks).toBe(counted?.runs);
    await successor.stop();
  });

  it('leaves a sound database', async () => {
    await proveSound(installation);
  });
});
