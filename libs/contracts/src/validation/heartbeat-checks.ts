import type {
  HeartbeatAnswerV1,
  HeartbeatV1,
  LeaseRenewalV1,
  ProgressV1,
  ProviderKeyAnswerV1,
  ProviderKeyNewsV1,
  WorkerOffersV1,
} from '../messages/heartbeat.v1';
import { amount, count, flag, list, name, nullable, optional, record, text, uuid, type Check } from './check';

const MAX_LEASES = 10_000;
const MAX_OFFERS = 2_000;
const MAX_KEYS = 100;

const progress = record<ProgressV1>({ percent: amount, current_step: optional(text), message: optional(text) });

const renewal = record<LeaseRenewalV1>({
  task_id: uuid,
  lease_token: uuid,
  progress: optional(progress),
  sealed_checkpoint: optional(text),
});

const names = list(name, MAX_OFFERS);

const offers = record<WorkerOffersV1>({ providers: names, tools: names, mcp_servers: names });

const providerKeyNews = record<ProviderKeyNewsV1>({
  key_id: name,
  wanted_per_minute: amount,
  pause: optional(record<NonNullable<ProviderKeyNewsV1['pause']>>({ pause_no: amount, pause_ms: amount })),
});

const providerKeyAnswer = record<ProviderKeyAnswerV1>({
  key_id: name,
  requests_per_minute: nullable(amount),
  paused_ms: amount,
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
  offers: optional(offers),
  provider_keys: optional(list(providerKeyNews, MAX_KEYS)),
});

const taskIds = list(uuid, MAX_LEASES);

export const heartbeatAnswerV1: Check<HeartbeatAnswerV1> = record<HeartbeatAnswerV1>({
  renewed: taskIds,
  lost: taskIds,
  cancel: taskIds,
  drain: flag,
  provider_keys: optional(list(providerKeyAnswer, MAX_KEYS)),
});
