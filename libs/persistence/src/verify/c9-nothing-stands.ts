import type { Queryable } from '../database/statement';
import type { Findings } from './findings';
import { FIND_QUEUED } from './sql/find-queued.sql';
import { SURVEY_INBOX } from './sql/workflow-checks.sql';

/** Longer than the rule that redispatches a queued task while others flow. */
const LONGEST_SECONDS = 360;
/** What happened to a step is folded at once, or by the next sweep. */
const LONGEST_UNFOLDED_SECONDS = 60;

/** C9: what stands on the broker is taken soon, or taken back, where somebody could take it; what runs were told is folded. */
export async function checkNothingStands(
  db: Queryable,
  freeTeams: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  const rows = await db.query(FIND_QUEUED, []);
  findings.saw(rows.length);
  for (const { task_id: taskId, team, queued_age: age } of rows) {
    if (age <= LONGEST_SECONDS || !freeTeams.has(team)) continue;
    findings.violated(taskId, `stands queued for ${Math.round(age)} s while team ${team} has a free slot`);
  }
  const inbox = await db.query(SURVEY_INBOX, [LONGEST_UNFOLDED_SECONDS]);
  for (const { workflow_id: workflowId, rows: waiting, age } of inbox) {
    findings.violated(null, `workflow ${workflowId} has ${waiting} unfolded rows, the oldest ${Math.round(age)} s old`);
  }
}
