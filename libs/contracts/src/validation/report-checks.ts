import type {
  AttemptErrorV1,
  AttemptOutcomeV1,
  AttemptReportV1,
  ReportAnswerV1,
  ReportedArtifactV1,
  ReportV1,
  SealedLogLineV1,
} from '../messages/report.v1';
import { amount, count, flag, list, name, oneOf, optional, record, text, uuid, variants, type Check } from './check';
import { usage } from './usage-checks';

const MAX_REPORTS = 10_000;
const MAX_PER_REPORT = 10_000;

const error = record<AttemptErrorV1>({
  code: text,
  class: text,
  message: text,
  sealed_stack: optional(text),
  retry_after_seconds: optional(amount),
});

type Outcome<K extends AttemptOutcomeV1['kind']> = Extract<AttemptOutcomeV1, { kind: K }>;

const outcome = variants<AttemptOutcomeV1, 'kind'>('kind', {
  completed: record<Outcome<'completed'>>({ kind: oneOf('completed'), sealed_result: text, result_hash: text }),
  failed: record<Outcome<'failed'>>({ kind: oneOf('failed'), error }),
  handed_back: record<Outcome<'handed_back'>>({
    kind: oneOf('handed_back'),
    reason: oneOf('shutdown', 'lease_unconfirmed', 'circuit_open', 'provider_paused'),
  }),
  waiting: record<Outcome<'waiting'>>({
    kind: oneOf('waiting'),
    reason: oneOf('callback'),
    deadline_seconds: amount,
    token_hash: text,
    sealed_secret: text,
  }),
  approval: record<Outcome<'approval'>>({
    kind: oneOf('approval'),
    deadline_seconds: amount,
    tool: text,
    request_hash: text,
    four_eyes: flag,
    sealed_arguments: text,
    sealed_checkpoint: text,
  }),
  cancelled: record<Outcome<'cancelled'>>({ kind: oneOf('cancelled') }),
});

const artifact = record<ReportedArtifactV1>({
  artifact_id: uuid,
  name: text,
  size: amount,
  sha256: text,
  content_type: text,
  kind: text,
});

const logLine = record<SealedLogLineV1>({
  line_no: count,
  at: text,
  level: oneOf('debug', 'info', 'warn', 'error'),
  sealed: text,
});

const attemptReport = record<AttemptReportV1>({
  task_id: uuid,
  lease_no: count,
  lease_token: uuid,
  outcome,
  duration_ms: amount,
  agent_version: optional(text),
  usage: optional(usage),
  artifacts: optional(list(artifact, MAX_PER_REPORT)),
  logs: optional(list(logLine, MAX_PER_REPORT)),
});

export const reportV1: Check<ReportV1> = record<ReportV1>({
  worker_id: name,
  team: name,
  reports: list(attemptReport, MAX_REPORTS),
});

type ReportResult = ReportAnswerV1['results'][number];

export const reportAnswerV1: Check<ReportAnswerV1> = record<ReportAnswerV1>({
  results: list(
    record<ReportResult>({
      task_id: uuid,
      lease_no: count,
      lease_token: uuid,
      verdict: oneOf('settled', 'lost', 'retry_later'),
    }),
    MAX_REPORTS,
  ),
});
