/** A ping that keeps coming back for this long means that the worker's connection is gone. */
const GONE_AFTER_MS = 3000;
const YOUNG_CONNECTION_MS = 30_000;
/** Many workers lost within this time share a cause that is not theirs. */
const MASS_WINDOW_MS = 5000;
const SMALLEST_MASS = 3;

export interface WorkerPresence {
  readonly workerId: string;
  /** Since when pings are returned (or its lock is free); null while it is present. */
  readonly absentSinceMs: number | null;
}

export interface PresenceFacts {
  readonly nowMs: number;
  /** Since when the orchestrator's own connection to the bus has been up. */
  readonly connectedSinceMs: number;
  /** Every worker that is known and not yet given up. */
  readonly workers: readonly WorkerPresence[];
}

export interface PresenceVerdict {
  /** Their leases are reapable at once. */
  readonly gone: readonly string[];
  /** Why absent workers were left alone this time; their leases then expire by themselves. */
  readonly ignored: 'young_connection' | 'mass_vanishing' | null;
}

/** Which workers are gone for certain, by presence alone. */
export function presenceVerdict({ nowMs, connectedSinceMs, workers }: PresenceFacts): PresenceVerdict {
  if (nowMs - connectedSinceMs < YOUNG_CONNECTION_MS) {
    return { gone: [], ignored: workers.some(isAbsent) ? 'young_connection' : null };
  }
  const absent = workers.filter(isAbsent).sort((a, b) => a.absentSinceMs - b.absentSinceMs);
  const suspicious = vanishedTogether(absent, workers.length);
  const gone = absent.filter((worker) => !suspicious.has(worker) && nowMs - worker.absentSinceMs >= GONE_AFTER_MS);
  return { gone: gone.map(({ workerId }) => workerId), ignored: suspicious.size > 0 ? 'mass_vanishing' : null };
}

interface AbsentWorker extends WorkerPresence {
  readonly absentSinceMs: number;
}

function isAbsent(worker: WorkerPresence): worker is AbsentWorker {
  return worker.absentSinceMs !== null;
}

/** Those who vanished within 5 s of each other when they were more than half of all that were there before. */
function vanishedTogether(absent: readonly AbsentWorker[], known: number): ReadonlySet<AbsentWorker> {
  const suspicious = new Set<AbsentWorker>();
  let end = 0;
  absent.forEach((first, start) => {
    for (
      let next = absent[end];
      next && next.absentSinceMs - first.absentSinceMs <= MASS_WINDOW_MS;
      next = absent[end]
    ) {
      end += 1;
    }
    const thereBefore = known - start;
    if (thereBefore < SMALLEST_MASS || 2 * (end - start) <= thereBefore) return;
    absent.slice(start, end).forEach((worker) => suspicious.add(worker));
  });
  return suspicious;
}
