import {
  type AttemptOutcomeV1,
  type AttemptReportV1,
  MessageType,
  type ReportV1,
  type SealedLogLineV1,
} from '@cadre/contracts';
import { type BusCipher, CryptoError } from '@cadre/crypto';
import { ErrorClass } from '@cadre/domain';
import type { AttemptReport, ReportedLogLine, ReportedOutcome } from '@cadre/persistence';

const KNOWN_CLASSES: ReadonlySet<string> = new Set(Object.values(ErrorClass));

/** Opens the reports of one message. What does not open stays closed and is judged with its report. */
export function openReports(cipher: BusCipher, message: ReportV1): AttemptReport[] {
  return message.reports.map((report) => openReport(cipher, message, report));
}

function openReport(cipher: BusCipher, { worker_id, team }: ReportV1, report: AttemptReportV1): AttemptReport {
  const aad = { type: MessageType.Report, taskId: report.task_id, leaseNo: report.lease_no };
  const open = (sealed: string): Buffer | null => openOrNull(() => cipher.open(sealed, aad));
  return {
    taskId: report.task_id,
    leaseNo: report.lease_no,
    leaseToken: report.lease_token,
    workerId: worker_id,
    team,
    outcome: openOutcome(open, report.outcome),
    durationMs: report.duration_ms,
    usage: report.usage ?? null,
    agentVersion: report.agent_version ?? null,
    artifacts: (report.artifacts ?? []).map((file) => ({
      artifactId: file.artifact_id,
      kind: file.kind,
      name: file.name,
      size: file.size,
      sha256: file.sha256,
      contentType: file.content_type,
    })),
    logs: (report.logs ?? []).flatMap((line) => openLine(open, line)),
  };
}

function openOutcome(open: (sealed: string) => Buffer | null, outcome: AttemptOutcomeV1): ReportedOutcome {
  switch (outcome.kind) {
    case 'completed':
      return { kind: 'completed', result: open(outcome.sealed_result), hash: outcome.result_hash };
    case 'failed': {
      const { code, message, sealed_stack, retry_after_seconds } = outcome.error;
      return {
        kind: 'failed',
        errorClass: classOf(outcome.error.class),
        errorCode: code,
        message,
        stack: sealed_stack === undefined ? null : (open(sealed_stack)?.toString('utf8') ?? null),
        ...(retry_after_seconds !== undefined && { retryAfterSeconds: retry_after_seconds }),
      };
    }
    case 'waiting':
      return {
        kind: 'waiting',
        reason: outcome.reason,
        deadlineSeconds: outcome.deadline_seconds,
        tokenHash: outcome.token_hash,
        secret: open(outcome.sealed_secret),
      };
    case 'approval':
      return {
        kind: 'approval',
        deadlineSeconds: outcome.deadline_seconds,
        tool: outcome.tool,
        requestHash: outcome.request_hash,
        fourEyes: outcome.four_eyes,
        arguments: open(outcome.sealed_arguments),
        checkpoint: open(outcome.sealed_checkpoint),
      };
    case 'handed_back':
    case 'cancelled':
      return outcome;
  }
}

function openLine(open: (sealed: string) => Buffer | null, line: SealedLogLineV1): ReportedLogLine[] {
  const text = open(line.sealed);
  const at = new Date(line.at);
  if (!text || Number.isNaN(at.getTime())) return [];
  return [{ lineNo: line.line_no, at, level: line.level, text: text.toString('utf8') }];
}

/** An error that nobody classified, or by a word we do not know, may pass. */
function classOf(text: string): ErrorClass {
  return KNOWN_CLASSES.has(text) ? (text as ErrorClass) : ErrorClass.Transient;
}

function openOrNull(open: () => Buffer): Buffer | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof CryptoError) return null;
    throw error;
  }
}
