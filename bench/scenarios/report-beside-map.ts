import { setTimeout as pause } from 'node:timers/promises';
import { percentiles } from '../measure/percentiles';
import type { BenchStack } from '../stack/stack';
import type { Bench, Figure, Scenario } from './scenario';
import { ECHO_STEP, endOfRun, mapOver, startRun } from './workflow-run';

const ELEMENTS = 10_000;
const QUICK_ELEMENTS = 2_000;
const COMMANDS = 500;
const QUICK_COMMANDS = 100;
/** Enough for a percentile: each writes for about a second at a time. */
const STRANGERS = 16;
const COMMANDERS = 4;
/** None of its tasks waits just now. */
const REST_MS = 10;
/** Of a team with a worker of its own. */
const STRANGER = { agent_id: 'copywriter', parameters: { topic: 'task queues', word_count: 500 } };
const TEAM = 'marketing';
/** Its definition spares a model provider that is not there. */
const LIFT_LIMITS = `
UPDATE agent_limits SET max_concurrent_tasks = NULL, rate_per_second = NULL, rate_burst = NULL WHERE agent_id = $1`;

/** Whether others' reports wait for a large map whose tasks people cancel and change meanwhile. */
export const reportBesideMap: Scenario = {
  name: 'reports beside a map',
  quick: true,
  async run({ stack, quick }: Bench): Promise<Figure[]> {
    const worker = await stack.services.installation.worker({ TEAM, WORKER_SLOTS: String(STRANGERS) });
    try {
      await stack.sql(LIFT_LIMITS, STRANGER.agent_id);
      const before = await deadlocks(stack);
      const elements = quick ? QUICK_ELEMENTS : ELEMENTS;
      const id = await startRun(stack, mapOver(elements, { ...ECHO_STEP, continue_on_failure: true }));
      const over = new AbortController();
      const strangers = Array.from({ length: STRANGERS }, () => submitUntil(stack, over.signal));
      const commands = commandTasks(stack, { id, count: quick ? QUICK_COMMANDS : COMMANDS, over: over.signal });
      await endOfRun(stack, id);
      over.abort();
      const [done] = await Promise.all([commands, ...strangers]);
      const { p50, p99, samples } = percentiles(await reports(stack));
      const name = `report beside a map of ${elements.toLocaleString('en-US')}`;
      const note = `${samples} reports, ${done} cancels and changes`;
      return [
        { name: `${name}, p50`, value: p50, unit: 'ms' },
        { name: `${name}, p99`, value: p99, unit: 'ms', limit: { atMost: 100 }, note },
        { name: `${name}, deadlocks`, value: (await deadlocks(stack)) - before, unit: '', limit: { atMost: 0 } },
      ];
    } finally {
      await worker.stop();
    }
  },
};

async function submitUntil(stack: BenchStack, over: AbortSignal): Promise<void> {
  while (!over.aborted) await stack.call('POST', '/tasks?wait=30', STRANGER);
}

interface Commands {
  readonly id: string;
  readonly count: number;
  readonly over: AbortSignal;
}

/** Cancels and reprioritizes tasks of the run in turn; answers how many requests took effect. */
async function commandTasks(stack: BenchStack, { id, count, over }: Commands): Promise<number> {
  let asked = 0;
  let done = 0;
  const one = async (): Promise<void> => {
    while (asked < count && !over.aborted) {
      const [task] = await stack.sql<{ task_id: string }>(
        `SELECT task_id FROM tasks WHERE workflow_id = $1 AND status IN ('pending', 'queued')
          ORDER BY submit_no DESC OFFSET $2 LIMIT 1`,
        ...[id, asked % 50],
      );
      if (!task) {
        await pause(REST_MS);
        continue;
      }
      asked += 1;
      const path = `/tasks/${task.task_id}`;
      const { status } = await (asked % 2 === 0
        ? stack.ask('DELETE', path)
        : stack.ask('PATCH', path, { priority: 'low' }));
      if (status < 300) done += 1;
    }
  };
  await Promise.all(Array.from({ length: COMMANDERS }, one));
  return done;
}

/** Milliseconds from each grant to the recorded end of its attempt, less the agent's own. */
async function reports({ sql }: BenchStack): Promise<number[]> {
  const rows = await sql<{ ms: number }>(
    `SELECT (extract(epoch FROM finished_at - started_at) * 1000 - duration_ms)::float8 AS ms
       FROM task_history WHERE agent_id = $1 AND outcome = 'completed'`,
    STRANGER.agent_id,
  );
  return rows.map(({ ms }) => ms);
}

async function deadlocks({ sql }: BenchStack): Promise<number> {
  const [row] = await sql<{ deadlocks: number }>(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  );
  return row?.deadlocks ?? 0;
}
