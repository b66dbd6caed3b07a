import type { Queryable } from '../database/statement';
import type { Findings } from './findings';
import { COUNT_STEPS, FIND_BROKEN_RUNS } from './sql/workflow-checks.sql';

/** A run with nothing to wait for has this long to go on. */
const LONGEST_STILL_SECONDS = 60;

/** C8: a step follows from what it depends on, belongs to a run, and ends with it. */
export async function checkRuns(db: Queryable, findings: Findings): Promise<void> {
  const [counted] = await db.query(COUNT_STEPS, []);
  findings.saw(counted?.steps ?? 0);
  for (const { workflow_id: workflowId, task_id: taskId, path, problem } of await db.query(FIND_BROKEN_RUNS, [
    LONGEST_STILL_SECONDS,
  ])) {
    findings.violated(taskId, `workflow ${workflowId}${path === null ? '' : ` step ${path}`}: ${problem}`);
  }
}
