import type {
  ArtifactRefV1,
  ClaimAnswerV1,
  ClaimRequestV1,
  ClaimResultV1,
  ClaimV1,
  GrantV1,
} from '../messages/claim.v1';
import {
  amount,
  count,
  flag,
  list,
  literal,
  name,
  nullable,
  oneOf,
  optional,
  record,
  text,
  uuid,
  variants,
  type Check,
} from './check';
import { usage } from './usage-checks';

const MAX_CLAIMS = 10_000;
const MAX_ARTIFACTS = 1_000;

const claim = record<ClaimV1>({ claim_id: uuid, task_id: uuid, dispatch_no: count, dlq_id: optional(uuid) });

export const claimRequestV1: Check<ClaimRequestV1> = record<ClaimRequestV1>({
  worker_id: name,
  worker_host: name,
  team: name,
  claims: list(claim, MAX_CLAIMS),
});

export const artifactRef = record<ArtifactRefV1>({
  artifact_id: uuid,
  name: text,
  size: amount,
  sha256: text,
  content_type: text,
});

const grant = record<GrantV1>({
  lease_no: count,
  lease_token: uuid,
  lease_seconds: amount,
  agent_id: name,
  agent_version: nullable(text),
  tenant: text,
  sealed_parameters: text,
  sealed_checkpoint: nullable(text),
  input_artifacts: list(artifactRef, MAX_ARTIFACTS),
  timeout_seconds: amount,
  soft_timeout_seconds: amount,
  failures_counted: count,
  max_retries: count,
  cancel_requested: flag,
  trace_parent: nullable(text),
  used: optional(usage),
});

type Granted = Extract<ClaimResultV1, { granted: true }>;
type Denied = Extract<ClaimResultV1, { granted: false }>;

const denial = oneOf(
  'cancelled',
  'superseded',
  'leased',
  'finished',
  'not_found',
  'paused',
  'rate_limited',
  'concurrency',
  'unreadable',
  'foreign_team',
  'not_due',
);

const grantedResult = record<Granted>({ claim_id: uuid, task_id: uuid, granted: literal(true), grant });
const deniedResult = record<Denied>({ claim_id: uuid, task_id: uuid, granted: literal(false), reason: denial });

const claimResult = variants<ClaimResultV1, 'granted'>('granted', { true: grantedResult, false: deniedResult });

export const claimAnswerV1: Check<ClaimAnswerV1> = record<ClaimAnswerV1>({ results: list(claimResult, MAX_CLAIMS) });
