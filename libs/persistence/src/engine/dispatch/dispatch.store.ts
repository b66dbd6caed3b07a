import { crashPoint } from '@cadre/config';
import { type Preemption, sourcesOf, TaskStatus, windowSize, WORKER_LIVE_SECONDS } from '@cadre/domain';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import type { Queryable } from '../../database/statement';
import { takeBackRows } from '../take-back/take-back-rows';
import type { TeamLease } from '../team-lease/team-lease.store';
import type { DispatchedTask, DispatchRound, RoundMove } from './dispatch-round';
import { findLanes, openAgents } from './lanes';
import { nextTokenMs } from './next-token';
import { type Going, orderOfGoing } from './order-of-going';
import { type ForeseenLanes, type PickInput, pickTasks } from './pick-tasks';
import { FIND_WAITING_TEAMS } from './sql/find-waiting-teams.sql';
import { LOCK_TEAM, type LockedTeamRow } from './sql/lock-team.sql';
import { PICK_PREEMPTED } from './sql/pick-preempted.sql';
import { QUEUE_TASKS, type QueuedRow } from './sql/queue-tasks.sql';
import { type Survey, surveyTeam } from './survey';

const ACTOR = 'dispatcher';
const NOTHING = { kind: 'dispatched', tasks: [], events: [], nextTokenMs: null, drained: false } as const;
const MAY_BE_QUEUED = sourcesOf('queued', TaskStatus.Queued);

/** One round of a team's dispatch: a transaction under the team's lock. Publishing what it answers is the caller's. */
export class DispatchStore {
  /** Of each team, the agents that could be given tasks when it was last looked at. */
  private readonly openBefore = new Map<string, readonly string[]>();

  constructor(private readonly db: Database) {}

  /**
   * @param claimsPerSecond claims of the team during the last second; widens the window of a fast team
   */
  dispatch(lease: TeamLease, claimsPerSecond: number): Promise<DispatchRound> {
    return this.db.transaction(async (tx) => {
      // Sent in one go; each has a snapshot of its own, so what is counted is counted under the lock.
      const agents = this.openBefore.get(lease.team) ?? [];
      const [[locked], survey, lanes] = await Promise.all([
        tx.query(LOCK_TEAM, [lease.team, lease.owner, lease.term, WORKER_LIVE_SECONDS]),
        surveyTeam(tx, lease.team),
        findLanes(tx, lease.team, agents),
      ]);
      if (!locked) return { kind: 'fenced' };
      this.openBefore.set(lease.team, openAgents(survey));
      const foreseen = { agents: new Set(agents), lanes };
      return dispatchLocked(tx, { team: lease.team, locked, survey, foreseen, claimsPerSecond });
    });
  }

  /** Which of these teams have anything pending at all. */
  async waitingTeams(teams: readonly string[]): Promise<readonly string[]> {
    const rows = await this.db.query(FIND_WAITING_TEAMS, [teams]);
    return rows.map(({ team }) => team);
  }
}

interface LockedTeam {
  readonly team: string;
  readonly locked: LockedTeamRow;
  readonly survey: Survey;
  readonly foreseen: ForeseenLanes;
  readonly claimsPerSecond: number;
}

async function dispatchLocked(tx: Transaction, input: LockedTeam): Promise<DispatchRound> {
  const { team, locked, survey, foreseen, claimsPerSecond } = input;
  const window = windowSize({ liveSlots: locked.live_slots, claimsPerSecond });
  const state = { window, queued: survey.queued };
  // Nobody would take what is published now; what stands on the broker stays for a worker that comes back.
  if (window === 0) return { ...state, ...NOTHING };
  const tenantMaxShare = new Map(Object.entries(locked.tenant_shares ?? {}));
  const move = await moveTasks(tx, { team, free: window - survey.queued, survey, tenantMaxShare, foreseen });
  return { ...state, ...move };
}

async function moveTasks(tx: Transaction, input: PickInput): Promise<RoundMove> {
  const picked = await pickTasks(tx, input);
  // Preempting and dispatching in one transaction would lock tasks out of order; the next round dispatches.
  if (picked.kind === 'preempt') return preempt(tx, input.team, picked.preemptions);
  const rows = await queueTasks(tx, picked.tasks);
  const { drained } = picked;
  return { kind: 'dispatched', tasks: rows.map(toTask), events: rows, nextTokenMs: nextTokenMs(input.survey), drained };
}

async function queueTasks(tx: Transaction, tasks: readonly Going[]): Promise<readonly QueuedRow[]> {
  if (tasks.length === 0) return [];
  crashPoint('dispatch.before_commit');
  return tx.close(() => tx.query(QUEUE_TASKS, [orderOfGoing(tasks), MAY_BE_QUEUED, ACTOR]));
}

async function preempt(tx: Queryable, team: string, preemptions: readonly Preemption[]): Promise<RoundMove> {
  const victims = await tx.query(PICK_PREEMPTED, [
    team,
    preemptions.map(({ agentId }) => agentId ?? null),
    preemptions.map(({ belowPriority }) => belowPriority),
    preemptions.map(({ count }) => count),
  ]);
  const dispatches = victims.map((row) => ({ taskId: row.task_id, dispatchNo: row.dispatch_no }));
  return { kind: 'preempted', events: await takeBackRows(tx, dispatches, 'preempted', ACTOR) };
}

function toTask(row: QueuedRow): DispatchedTask {
  return {
    taskId: row.task_id,
    dispatchNo: row.dispatch_no,
    agentId: row.agent_id,
    tenant: row.tenant,
    priority: row.priority,
    traceParent: row.trace_parent,
  };
}
