import { Installation, until } from '@cadre/testing';
import { provokeDeadlock } from './harness/provoke-deadlock';
import { RunLoad } from './harness/run-load';
import { proveSound } from '../harness/prove-sound';
import { seeded } from '../harness/seeded';

/** Tasks that are cancelled through the API while their runs go on. */
const CANCELS = Number(process.env['WORKFLOW_CANCELS'] ?? 100);
const ELEMENTS = CANCELS * 2;
const AT_ONCE = 20;
const PATIENCE_MS = 110_000;

const work = { agent_id: 'echo', parameters: { message: '{{item}}', delay_ms: 200 }, continue_on_failure: true };
const items = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

/** A map, maps in maps, and children in a map, all of whose tasks may be cancelled. */
const RUNS = [
  { name: 'flat', steps: [{ step_id: 'm', type: 'map', items: items(ELEMENTS), task: work }] },
  {
    name: 'nested',
    steps: [
      {
        ...{ step_id: 'outer', type: 'map', items: items(ELEMENTS / 10) },
        task: { type: 'map', items: items(5), task: work, continue_on_failure: true },
      },
    ],
  },
  {
    name: 'children',
    steps: [
      {
        ...{ step_id: 'm', type: 'map', items: items(ELEMENTS / 10) },
        task: { type: 'workflow', template: 'word-twice', inputs: { word: '{{item}}' }, continue_on_failure: true },
      },
    ],
  },
];

it(
  'three orchestrators fold maps and children, whose tasks people cancel, without one deadlock',
  async () => {
    const installation = await Installation.create();
    const { client, sql } = installation;
    const random = seeded(4711);
    try {
      // The counter counts: exactly this one is found in the end.
      await provokeDeadlock(installation.db);
      await Promise.all([
        ...['one', 'two', 'three'].map((id) => installation.orchestrator({ ORCHESTRATOR_ID: id })),
        installation.gateway(),
        installation.worker({ WORKER_SLOTS: '50' }),
      ]);
      const load = await RunLoad.prepare(installation);
      for (const run of RUNS) await load.submit(run);
      let asked = 0;
      const cancelSome = async (): Promise<void> => {
        while (asked < CANCELS) {
          asked += 1;
          const [task] = await sql<{ task_id: string }>(
            `SELECT task_id FROM tasks WHERE completed_at IS NULL AND cancel_requested_at IS NULL
              OFFSET floor($1::float8 * (SELECT count(*) FROM tasks WHERE completed_at IS NULL AND cancel_requested_at IS NULL))
              LIMIT 1`,
            random(),
          );
          if (!task && (await load.answerAll())) return;
          if (task) expect([200, 202, 409]).toContain((await client.call('DELETE', `/tasks/${task.task_id}`)).status);
          else asked -= 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, cancelSome));
      await load.untilAllEnded(PATIENCE_MS);
      const [seen] = await sql<{ cancelled: number; completed: number }>(
        `SELECT count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
                count(*) FILTER (WHERE status = 'completed')::int AS completed FROM tasks`,
      );
      if (CANCELS > 100) process.stdout.write(`${JSON.stringify({ asked, ...seen })}\n`);
      expect(seen?.cancelled).toBeGreaterThan(CANCELS / 4);
      client.journal.push(
        ...(await sql<{ task_id: string }>('SELECT task_id FROM tasks')).map(({ task_id: id }) => id),
      );
      await proveSound(installation);
      const ends = await sql('SELECT name, status FROM workflows WHERE parent_workflow_id IS NULL ORDER BY name');
      expect(ends).toEqual(['children', 'flat', 'nested'].map((name) => ({ name, status: 'completed' })));
      // A server process tells of its deadlocks when it is at rest.
      await Promise.all((['orchestrator', 'worker', 'gateway'] as const).map((role) => installation.stop(role)));
      const deadlocks = await until(async () => {
        const [row] = await sql<{ deadlocks: number }>(
          'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
        );
        return row?.deadlocks;
      });
      expect(deadlocks).toBe(1);
    } finally {
      await installation.close();
    }
  },
  2 * PATIENCE_MS,
);
