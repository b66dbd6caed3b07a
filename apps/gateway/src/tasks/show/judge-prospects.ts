import { laneState, waitingFor } from '@cadre/domain';
import type { TaskRow, WaitingRow } from '@cadre/persistence';
import type { Place, QueueOutlook } from '../outlook/queue-outlook.port';
import type { TaskProspects } from './task-view';

type Guess = Pick<QueueOutlook, 'aheadOf' | 'waitSeconds' | 'durationSeconds'>;

const NOTHING: TaskProspects = {
  queue_position: null,
  waiting_for: null,
  estimated_start_at: null,
  estimated_completion_at: null,
};

/** States in which a task waits for its turn. */
export function waits({ status }: Pick<TaskRow, 'status'>): boolean {
  return status === 'scheduled' || status === 'pending' || status === 'queued' || status === 'retry';
}

/** What may be expected of a task that has not ended. */
export function judgeProspects(task: TaskRow, facts: WaitingRow | null, outlook: Guess, nowMs: number): TaskProspects {
  if (facts !== null) return prospectsOfWaiting(facts, outlook);
  if (task.status !== 'running') return NOTHING;
  return { ...NOTHING, estimated_completion_at: endOfRunning(task, outlook, nowMs) };
}

function prospectsOfWaiting(facts: WaitingRow, outlook: Guess): TaskProspects {
  const { task, now, aheadEstimated } = facts;
  const inLine = task.status === 'pending' || task.status === 'queued';
  const ahead = aheadOf(facts, outlook);
  const start = inLine
    ? startInLine(facts, ahead, outlook)
    : new Date(Math.max(task.available_at.getTime(), now.getTime()));
  return {
    queue_position: inLine ? ahead + 1 : null,
    ...(inLine && aheadEstimated && { queue_position_estimated: true as const }),
    waiting_for: waitingFor({
      status: task.status,
      team: task.team,
      tenant: task.tenant,
      nowMs: now.getTime(),
      availableAtMs: task.available_at.getTime(),
      agent: facts.agent,
      holders: facts.holders,
      tenantRoom: facts.tenantRoom,
      ahead,
      liveWorkers: facts.liveWorkers,
    }),
    estimated_start_at: start,
    estimated_completion_at: after(start, outlook.durationSeconds(task.agent_id)),
  };
}

/** Where counting stopped, the statistics say how many more there are; what was counted stands before it for certain. */
function aheadOf({ task, ahead, aheadEstimated, now }: WaitingRow, outlook: Guess): number {
  if (!aheadEstimated) return ahead;
  const waitedSeconds = (now.getTime() - task.available_at.getTime()) / 1000;
  return Math.max(ahead, outlook.aheadOf(placeOf(task), waitedSeconds));
}

/** Nobody can say when somebody resumes a paused agent, brings back one that is gone, or starts a worker. */
function startInLine({ task, agent, liveWorkers, now }: WaitingRow, ahead: number, outlook: Guess): Date | null {
  const isShut = agent !== undefined && !('room' in laneState(agent));
  if (isShut || liveWorkers === 0) return null;
  return after(now, outlook.waitSeconds(placeOf(task), ahead));
}

function placeOf({ team, agent_id, priority }: TaskRow): Place {
  return { team, agentId: agent_id, priority };
}

/** By its own progress if it reports any, else by how long its agent usually takes. */
function endOfRunning({ started_at, progress, agent_id }: TaskRow, outlook: Guess, nowMs: number): Date | null {
  if (started_at === null) return null;
  const elapsedMs = Math.max(0, nowMs - started_at.getTime());
  if (progress > 0 && progress < 100) return new Date(started_at.getTime() + (elapsedMs * 100) / progress);
  const usual = after(started_at, outlook.durationSeconds(agent_id));
  return usual && new Date(Math.max(usual.getTime(), nowMs));
}

function after(start: Date | null, seconds: number | null): Date | null {
  return start === null || seconds === null ? null : new Date(start.getTime() + seconds * 1000);
}
