import type { HeartbeatAnswerV1, HeartbeatV1 } from '@cadre/contracts';
import type { NotedWorker, Renewal, Renewed, WorkerBeat } from '@cadre/persistence';

/** A heartbeat's word about its worker. */
export function beatOf(message: HeartbeatV1): WorkerBeat {
  return {
    workerId: message.worker_id,
    team: message.team,
    host: message.host,
    pid: message.pid,
    version: message.version,
    slots: message.slots,
    busy: message.busy,
    status: statusOf(message),
    uptimeSeconds: message.uptime_seconds,
    offers: message.offers ?? null,
  };
}

function statusOf({ draining, slots, leases }: HeartbeatV1): WorkerBeat['status'] {
  if (!draining) return 'active';
  return slots === 0 && leases.length === 0 ? 'gone' : 'draining';
}

/** A heartbeat's wishes to keep leases. */
export function renewalsOf({ team, leases }: HeartbeatV1): Renewal[] {
  return leases.map(({ task_id, lease_token, progress }) => ({
    taskId: task_id,
    leaseToken: lease_token,
    team,
    progress: progress && {
      percent: progress.percent,
      currentStep: progress.current_step ?? null,
      message: progress.message ?? null,
    },
  }));
}

/** What a worker is told: which of its leases live on, which are lost, which are to be cancelled. */
export function answerTo(
  message: HeartbeatV1,
  renewed: ReadonlyMap<string, Renewed>,
  worker: NotedWorker | undefined,
): HeartbeatAnswerV1 {
  const own = message.leases.map(({ task_id, lease_token }) => ({ task_id, lease: renewed.get(lease_token) }));
  return {
    renewed: own.filter(({ lease }) => lease).map(({ task_id }) => task_id),
    lost: own.filter(({ lease }) => !lease).map(({ task_id }) => task_id),
    cancel: own.filter(({ lease }) => lease?.cancel).map(({ task_id }) => task_id),
    drain: worker?.drain ?? false,
  };
}
