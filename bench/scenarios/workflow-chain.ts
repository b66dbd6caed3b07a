import { percentiles } from '../measure/percentiles';
import type { BenchStack } from '../stack/stack';
import type { Bench, Figure, Scenario } from './scenario';
import { ECHO_STEP, endOfRun, startRun } from './workflow-run';

const STEPS = 500;
const QUICK_STEPS = 100;

/** What a step adds to its agent's own time, when each follows upon the one before it and nothing else runs. */
export const workflowChain: Scenario = {
  name: 'workflow chain',
  quick: true,
  async run({ stack, quick }: Bench): Promise<Figure[]> {
    const count = quick ? QUICK_STEPS : STEPS;
    const steps = Array.from({ length: count }, (_, place) => ({ step_id: `s${place}`, ...ECHO_STEP }));
    const id = await startRun(stack, { name: 'bench-chain', steps });
    await endOfRun(stack, id);
    const { p50, p95 } = percentiles(await added(stack, id));
    const name = `chain of ${count} steps, added by a step`;
    return [
      { name: `${name}, p50`, value: p50, unit: 'ms', limit: { atMost: 10 } },
      { name: `${name}, p95`, value: p95, unit: 'ms' },
    ];
  },
};

/** Milliseconds from the end of each step to that of the next, less the agent's own. */
async function added({ sql }: BenchStack, id: string): Promise<number[]> {
  const rows = await sql<{ ms: number | null }>(
    `SELECT (extract(epoch FROM attempt.finished_at - lag(attempt.finished_at) OVER (ORDER BY task.submit_no)) * 1000
             - attempt.duration_ms)::float8 AS ms
       FROM tasks AS task JOIN task_history AS attempt USING (task_id)
      WHERE task.workflow_id = $1 AND attempt.outcome = 'completed'`,
    id,
  );
  return rows.flatMap(({ ms }) => ms ?? []);
}
