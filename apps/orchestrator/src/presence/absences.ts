import type { WorkerPresence } from '@cadre/domain';
import type { KnownWorker } from '@cadre/persistence';

/** Since when each known worker has had no inbox, by the monotonic clock. */
export class Absences {
  private readonly since = new Map<string, number>();

  /** Notes who is present now. A worker that is no longer known is forgotten. */
  look(known: readonly KnownWorker[], isPresent: (worker: KnownWorker) => boolean, nowMs: number): WorkerPresence[] {
    const ids = new Set(known.map(({ workerId }) => workerId));
    for (const workerId of this.since.keys()) if (!ids.has(workerId)) this.since.delete(workerId);
    return known.map((worker) => {
      const { workerId } = worker;
      if (isPresent(worker)) this.since.delete(workerId);
      else if (!this.since.has(workerId)) this.since.set(workerId, nowMs);
      return { workerId, absentSinceMs: this.since.get(workerId) ?? null };
    });
  }
}
