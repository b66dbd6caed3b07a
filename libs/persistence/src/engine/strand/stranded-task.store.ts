import { ErrorClass, sourcesOf, TaskStatus } from '@cadre/domain';
import type { Database } from '../../database/database';
import { writeDeadLetters } from '../dead-letters';
import type { EventRow } from '../sql/event-row';
import { FAIL_ABANDONED } from './sql/fail-abandoned.sql';
import { FIND_STRANDED_LANES } from './sql/find-stranded-lanes.sql';
import { FOLLOW_AGENT } from './sql/follow-agent.sql';

const ACTOR = 'registry';
const GONE = {
  code: 'AGENT_NOT_FOUND',
  class: ErrorClass.Permanent,
  message: 'The agent is no longer defined.',
} as const;
/** What runs may go on; what waits for its time fails when it is due. */
const UNSTARTED: ReadonlySet<TaskStatus> = new Set([TaskStatus.Pending, TaskStatus.Queued]);
const MAY_FAIL = sourcesOf('failed', TaskStatus.Failed).filter((status) => UNSTARTED.has(status));

/** Looks after tasks that nobody would start: their agent moved to another team, or is gone. */
export class StrandedTaskStore {
  constructor(private readonly db: Database) {}

  /** Lets pending tasks follow their agent into its team, at most so many of each agent; answers how many did. */
  async follow(atMost: number): Promise<number> {
    let followed = 0;
    for (const { agent_id, task_team, agent_team } of await this.db.query(FIND_STRANDED_LANES, [])) {
      followed += await this.db.execute(FOLLOW_AGENT, [agent_id, task_team, agent_team, atMost]);
    }
    return followed;
  }

  /** Fails at most so many tasks of agents that have been gone for longer than the grace time, with dead letters. */
  failAbandoned(graceSeconds: number, atMost: number): Promise<readonly EventRow[]> {
    return this.db.transaction(async (tx) => {
      const { code, class: errorClass, message } = GONE;
      const rows = await tx.query(FAIL_ABANDONED, [MAY_FAIL, graceSeconds, atMost, ACTOR, code, errorClass, message]);
      await writeDeadLetters(
        tx,
        rows.map((row) => ({
          taskId: row.task_id,
          agentId: row.agent_id,
          errorCode: code,
          errorMessage: message,
          retryCount: row.failures_counted,
        })),
      );
      return rows.map(({ failures_counted: _counted, ...event }) => event);
    });
  }
}
