import type { HeartbeatV1, TaskProgressV1 } from '@cadre/contracts';
import type { Renewed } from '@cadre/persistence';

/** The progress that came with renewed leases, as it is broadcast. */
export function progressOf(message: HeartbeatV1, renewed: ReadonlyMap<string, Renewed>, at: Date): TaskProgressV1[] {
  return message.leases.flatMap(({ task_id, lease_token, progress }) => {
    const lease = renewed.get(lease_token);
    if (!lease || !progress) return [];
    return [
      {
        task_id,
        attempt: lease.leaseNo,
        progress: progress.percent,
        current_step: progress.current_step ?? null,
        message: progress.message ?? null,
        at: at.toISOString(),
      },
    ];
  });
}
