import type { WorkerRow } from '@cadre/persistence';
import type { WorkerNumbers } from './queue-answers';

/** Workers that are alive, counted. */
export function workerNumbers(workers: readonly WorkerRow[]): WorkerNumbers {
  const alive = workers.filter((worker) => worker.alive);
  const active = alive.filter(({ busy }) => busy > 0).length;
  const slots = total(alive.map((worker) => worker.slots));
  const busy = total(alive.map((worker) => worker.busy));
  return {
    total: alive.length,
    active,
    idle: alive.length - active,
    utilization: slots > 0 ? Math.round((busy / slots) * 1_000) / 1_000 : 0,
  };
}

export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
