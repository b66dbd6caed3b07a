import { RUN_ENDS, TERMINAL_STATUSES } from '@cadre/domain';
import type { UserRole } from '../../../user/user-row';
import { AGENT_COLUMNS, type AgentRow } from '../../../agent/agent-row';
import { statement } from '../../../database/statement';

/** Further back nobody looks: a schedule that lets runs overlap has no bound on those under way. */
const LATEST_RUNS = 100;
const ENDED = TERMINAL_STATUSES.map((status) => `'${status}'`).join(', ');
const RUN_ENDED = RUN_ENDS.map((status) => `'${status}'`).join(', ');

export interface UnderWayRow {
  readonly schedule_id: string;
  /** Tasks that have not ended. */
  readonly live_tasks: readonly string[];
  /** Workflow runs that have not ended. */
  readonly live_workflows: readonly string[];
  readonly queued: number;
}

export function liveRunsOf({ live_tasks, live_workflows }: UnderWayRow): number {
  return live_tasks.length + live_workflows.length;
}

/** $1 uuid[] schedules */
export const RUNS_UNDER_WAY = statement<[readonly string[]], UnderWayRow>(
  'schedule_under_way',
  `
SELECT given.schedule_id,
       ARRAY(SELECT task.task_id
               FROM (SELECT run.task_id FROM schedule_runs AS run
                      WHERE run.schedule_id = given.schedule_id AND run.status = 'submitted'
                      ORDER BY run.fire_time DESC LIMIT ${LATEST_RUNS}) AS latest
               JOIN tasks AS task ON task.task_id = latest.task_id
              WHERE task.status NOT IN (${ENDED})) AS live_tasks,
       ARRAY(SELECT workflow.workflow_id
               FROM (SELECT run.workflow_id FROM schedule_runs AS run
                      WHERE run.schedule_id = given.schedule_id AND run.status = 'submitted'
                      ORDER BY run.fire_time DESC LIMIT ${LATEST_RUNS}) AS latest
               JOIN workflows AS workflow ON workflow.workflow_id = latest.workflow_id
              WHERE workflow.status NOT IN (${RUN_ENDED})
              ORDER BY workflow.workflow_id) AS live_workflows,
       (SELECT count(*)::int FROM schedule_runs AS run
         WHERE run.schedule_id = given.schedule_id AND run.status = 'queued') AS queued
  FROM unnest($1::uuid[]) AS given(schedule_id)`,
);

/** $1 text[] agents */
export const READ_SCHEDULED_AGENTS = statement<[readonly string[]], AgentRow>(
  'schedule_agents',
  `
SELECT ${AGENT_COLUMNS}
  FROM agents AS agent
  JOIN agent_limits AS limits USING (agent_id)
 WHERE agent.agent_id = ANY ($1) AND agent.retired_at IS NULL`,
);

export interface ScheduleOwnerRow {
  readonly user_id: string;
  readonly role: UserRole;
}

/**
 * Those who are not disabled.
 *
 * $1 uuid[] users
 */
export const READ_SCHEDULE_OWNERS = statement<[readonly string[]], ScheduleOwnerRow>(
  'schedule_owners',
  `SELECT user_id, role FROM users WHERE user_id = ANY ($1::uuid[]) AND disabled_at IS NULL`,
);
