import { Installation, until } from '@cadre/testing';
import { armed, crashPointsOf } from './harness/crash-scenarios';
import { untilDead } from './harness/die-at';
import { proveSound, untilAllEnded } from './harness/prove-sound';

const TEMPLATE = { name: 'once', steps: [{ step_id: 'say', agent_id: 'echo', parameters: { message: 'once' } }] };
const TARGETS = { task: { agent_id: 'echo' }, run: { template: TEMPLATE.name } };
const CASES = crashPointsOf('schedule').flatMap((point) => [['task', point] as const, ['run', point] as const]);

describe('an orchestrator that dies while a schedule fires', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await installation.worker();
    await installation.gateway();
    expect((await installation.client.call('POST', '/workflow-templates', { body: TEMPLATE })).status).toBe(201);
  });
  afterAll(() => installation.close());

  it.each(CASES)('submits its %s once: %s', async (kind, point) => {
    const victim = await installation.orchestrator(armed(point));
    const execute_at = new Date(Date.now() + 1000).toISOString();
    const { status, body } = await installation.client.call('POST', '/schedules', {
      body: { ...TARGETS[kind], execute_at },
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
    expect(runs).toMatchObject([{ status: 'submitted', missed_count: 0 }]);
    await until(
      async () => (await installation.sql('SELECT 1 FROM workflows WHERE completed_at IS NULL')).length === 0,
    );
    await untilAllEnded(installation);
    const tasks = await installation.sql<{ task_id: string; workflow_id: string | null }>(
      'SELECT task_id, workflow_id FROM tasks',
    );
    const [run] = runs as { task_id: string | null; workflow_id: string | null }[];
    const idOf = kind === 'task' ? 'task_id' : 'workflow_id';
    const made = tasks.filter((task) => task[idOf] === run?.[idOf]);
    expect(made).toHaveLength(1);
    const [counted] = await installation.sql<{ runs: number; workflows: number; started: number }>(
      `SELECT (SELECT count(*) FROM schedule_runs)::int AS runs, (SELECT count(*) FROM workflows)::int AS workflows,
              (SELECT count(*) FROM schedule_runs WHERE workflow_id IS NOT NULL)::int AS started`,
    );
    expect(counted).toEqual({ runs: tasks.length, workflows: counted?.started, started: counted?.started });
    installation.client.journal.push(...made.map(({ task_id }) => task_id));
    await successor.stop();
  });

  it('leaves a sound database', async () => {
    await proveSound(installation);
  });
});
