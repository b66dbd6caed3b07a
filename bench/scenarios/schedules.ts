import { until } from '@cadre/testing';
import { percentiles } from '../measure/percentiles';
import { cloneSchedule } from '../stack/clone-schedule';
import type { BenchStack } from '../stack/stack';
import { idleFigures } from './idle';
import type { Bench, Figure, Scenario } from './scenario';
import { TASK } from './task-body';

const WAITING = 10_000;
const AT_ONCE = 500;
const QUICK_AT_ONCE = 100;
const NEXT_YEAR = '0 0 1 1 *';
const FAR_MS = 86_400_000;
const PATIENCE_MS = 120_000;
const TEMPLATE = { name: 'bench-tick', steps: [{ step_id: 'say', agent_id: 'echo', parameters: { message: 'tick' } }] };

/** What ten thousand schedules cost that are not due. */
const waiting: Scenario = {
  name: 'schedules that wait',
  quick: true,
  async run({ stack, quick }: Bench): Promise<Figure[]> {
    const { schedule_id: id } = await stack.call('POST', '/schedules', { ...TASK, cron_expression: NEXT_YEAR });
    await cloneSchedule(stack.sql, String(id), WAITING - 1);
    return idleFigures(stack, { quick, where: ` with ${WAITING.toLocaleString('en-US')} schedules` });
  },
};

/** How exactly many fire that are due in the same second. */
function atOnce(kind: 'tasks' | 'workflows'): Scenario {
  return {
    name: `schedules of ${kind} in one second`,
    quick: true,
    async run({ stack, quick }: Bench): Promise<Figure[]> {
      const count = quick ? QUICK_AT_ONCE : AT_ONCE;
      const target = kind === 'tasks' ? TASK : { template: await template(stack) };
      const execute_at = new Date(Date.now() + FAR_MS).toISOString();
      for (let made = 0; made < count; made += 1) {
        await stack.call('POST', '/schedules', { ...target, execute_at });
      }
      await becomeDueTogether(stack);
      await until(async () => (await firings(stack)) === count, { timeoutMs: PATIENCE_MS });
      await until(async () => (await unfinished(stack)) === 0, { timeoutMs: PATIENCE_MS });
      return figures(`${count} schedules of ${kind} in one second`, await errors(stack));
    },
  };
}

async function template(stack: BenchStack): Promise<string> {
  const { status } = await stack.ask('GET', `/workflow-templates/${TEMPLATE.name}`);
  if (status === 404) await stack.call('POST', '/workflow-templates', TEMPLATE);
  return TEMPLATE.name;
}

/** Nobody is told: they are found by the poll, as after a night. */
async function becomeDueTogether({ sql }: BenchStack): Promise<void> {
  await sql(
    `UPDATE scheduled_tasks SET execute_at = due.at, next_fire_time = due.at, next_execution = due.at
       FROM (SELECT date_trunc('second', now()) + interval '4 seconds' AS at) AS due`,
  );
}

async function firings({ sql }: BenchStack): Promise<number> {
  const [row] = await sql<{ count: number }>('SELECT count(*)::int AS count FROM schedule_runs');
  return row?.count ?? 0;
}

async function unfinished({ sql }: BenchStack): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `SELECT (SELECT count(*) FROM tasks WHERE completed_at IS NULL)::int
          + (SELECT count(*) FROM workflows WHERE completed_at IS NULL)::int AS count`,
  );
  return row?.count ?? 0;
}

/** Milliseconds from when each firing was due, to its row and to the start of what it submitted. */
async function errors({ sql }: BenchStack): Promise<{ readonly fired: number[]; readonly started: number[] }> {
  const rows = await sql<{ fired: number; started: number }>(
    `SELECT (extract(epoch FROM run.fired_at - run.due_at) * 1000)::float8 AS fired,
            (extract(epoch FROM coalesce(task.started_at, step.started_at) - run.due_at) * 1000)::float8 AS started
       FROM schedule_runs AS run LEFT JOIN tasks AS task ON task.task_id = run.task_id
       LEFT JOIN workflow_steps AS step ON step.workflow_id = run.workflow_id`,
  );
  return { fired: rows.map(({ fired }) => Math.abs(fired)), started: rows.map(({ started }) => started) };
}

function figures(name: string, { fired, started }: Awaited<ReturnType<typeof errors>>): Figure[] {
  return [
    { name: `${name}, error of the firing, p50`, value: percentiles(fired).p50, unit: 'ms' },
    { name: `${name}, error of the firing, p99`, value: percentiles(fired).p99, unit: 'ms', limit: { atMost: 1_000 } },
    { name: `${name}, due → started, p99`, value: percentiles(started).p99, unit: 'ms' },
  ];
}

export const SCHEDULE_SCENARIOS: readonly Scenario[] = [waiting, atOnce('tasks'), atOnce('workflows')];
