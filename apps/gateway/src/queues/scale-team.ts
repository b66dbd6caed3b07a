import type { QueueGroup, WorkerRow } from '@cadre/persistence';
import type { Scaling } from './queue-answers';
import { sumGroups } from './sum-groups';
import { total } from './worker-numbers';

/** What one worker offers when none is there to ask. */
const USUAL_SLOTS = 10;
const MAX_WORKERS = 50;

/**
 * What an autoscaler asks of a team. Running tasks belong to the demand, so that a busy worker is never scaled away, and
 * so does what is due within a minute: a worker takes about as long to start.
 */
export function scaleTeam(
  team: string,
  groups: readonly QueueGroup[],
  workers: readonly WorkerRow[],
  timestamp: Date | null,
): Scaling {
  const { depth, running, dueSoon } = sumGroups(groups.filter((group) => group.team === team));
  const alive = workers.filter((worker) => worker.team === team && worker.alive);
  const slots = total(alive.map((worker) => worker.slots));
  const demand = depth + running + dueSoon;
  const perWorker = alive.length > 0 && slots > 0 ? slots / alive.length : USUAL_SLOTS;
  return {
    team,
    demand,
    workers: alive.length,
    slots,
    busy: total(alive.map((worker) => worker.busy)),
    suggested_workers: Math.min(MAX_WORKERS, Math.max(1, Math.ceil(demand / perWorker))),
    timestamp,
  };
}
