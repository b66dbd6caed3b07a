import { assertNever, isTerminal, TaskStatus, WORKER_LIVE_SECONDS } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import type { VerifiedRow } from './sql/read-task-page.sql';
import { FREE_TEAMS, SURVEY_CAPACITY } from './sql/survey-capacity.sql';

/** Longer than the rule that redispatches a queued task while others flow. */
const STANDSTILL_SECONDS = 360;

export interface Deadlines {
  /** How long after its deadline a task may take, whatever broke down meanwhile. */
  readonly recoverySeconds: number;
  /** Every task must have ended: all work was waited for. */
  readonly expectFinished: boolean;
  /** Agents whose due tasks have nothing to wait for now. */
  readonly idleAgents: ReadonlySet<string>;
  /** Teams with a live worker that has a free slot now. */
  readonly freeTeams: ReadonlySet<string>;
}

export async function surveyCapacity(db: Queryable): Promise<Pick<Deadlines, 'idleAgents' | 'freeTeams'>> {
  const agents = await db.query(SURVEY_CAPACITY, [WORKER_LIVE_SECONDS]);
  const teams = await db.query(FREE_TEAMS, [WORKER_LIVE_SECONDS]);
  return {
    idleAgents: new Set(agents.map(({ agent_id }) => agent_id)),
    freeTeams: new Set(teams.map(({ team }) => team)),
  };
}

/** C2: a task that is not at its end has a reason for it, and the reason has not run out. */
export function endsInTime(row: VerifiedRow, deadlines: Deadlines): string[] {
  if (isTerminal(row.status)) return [];
  if (deadlines.expectFinished) return [`is still ${row.status}`];
  const bound = deadlines.recoverySeconds;
  const late = [...lateInState(row, deadlines), ...lateInAnyState(row)];
  return late
    .filter(([seconds]) => seconds > bound)
    .map(([seconds, problem]) => `${problem} ${Math.round(seconds)} s ago`);
}

/** What should have happened, and how many seconds ago. */
type Late = readonly [seconds: number, problem: string];

function lateInState(row: VerifiedRow, { idleAgents, freeTeams }: Deadlines): Late[] {
  switch (row.status) {
    case TaskStatus.Scheduled:
    case TaskStatus.Retry:
      return [[row.due_age, `is still ${row.status} and became due`]];
    case TaskStatus.Pending:
      if (!idleAgents.has(row.agent_id)) return [];
      return [[row.due_age - STANDSTILL_SECONDS, 'should have been dispatched, with slots free and limits open,']];
    case TaskStatus.Queued:
      if (!freeTeams.has(row.team)) return [];
      return [[(row.queued_age ?? 0) - STANDSTILL_SECONDS, 'should have been claimed, with slots free,']];
    case TaskStatus.Claimed:
    case TaskStatus.Running:
      return [
        [row.lease_overrun ?? 0, `is still ${row.status} and its lease ran out`],
        [(row.started_age ?? 0) - row.timeout_seconds, `is still ${row.status} and its time limit passed`],
      ];
    case TaskStatus.Waiting:
    case TaskStatus.Completed:
    case TaskStatus.Failed:
    case TaskStatus.Timeout:
    case TaskStatus.Cancelled:
      return [];
    default:
      return assertNever(row.status);
  }
}

function lateInAnyState(row: VerifiedRow): Late[] {
  const late: Late[] = [];
  if (row.cancel_age !== null) late.push([row.cancel_age, `is still ${row.status} and its cancel was asked for`]);
  // Expiry is about the start: what runs may go on.
  const started = row.status === TaskStatus.Claimed || row.status === TaskStatus.Running;
  if (row.expiry_overrun !== null && !started) late.push([row.expiry_overrun, `is still ${row.status} and expired`]);
  return late;
}
