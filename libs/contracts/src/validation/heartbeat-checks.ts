import type { HeartbeatAnswerV1, HeartbeatV1, LeaseRenewalV1, ProgressV1 } from '../messages/heartbeat.v1';
import { amount, count, flag, list, name, optional, record, text, uuid, type Check } from './check';

const MAX_LEASES = 10_000;

const progress = record<ProgressV1>({ percent: amount, current_step: optional(text), message: optional(text) });

const renewal = record<LeaseRenewalV1>({
  task_id: uuid,
  lease_token: uuid,
  progress: optional(progress),
  sealed_checkpoint: optional(text),
});

export const heartbeatV1: Check<HeartbeatV1> = record<HeartbeatV1>({
  worker_id: name,
  team: name,
  host: name,
  pid: count,
  version: text,
  slots: count,
  busy: count,
  draining: flag,
  uptime_seconds: amount,
  leases: list(renewal, MAX_LEASES),
});

const taskIds = list(uuid, MAX_LEASES);

export const heartbeatAnswerV1: Check<HeartbeatAnswerV1> = record<HeartbeatAnswerV1>({
  renewed: taskIds,
  lost: taskIds,
  cancel: taskIds,
  drain: flag,
});
