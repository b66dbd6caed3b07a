import type { AgentFailure, ApprovalWait, AttemptWait, CallbackWait } from '@cadre/agents';
import {
  MessageType,
  TaskErrorCode,
  type AttemptErrorV1,
  type AttemptOutcomeV1,
  type AttemptReportV1,
} from '@cadre/contracts';
import { sha256Hex, type BusCipher } from '@cadre/crypto';
import { assertNever, ErrorClass } from '@cadre/domain';
import type { AttemptContext } from './attempt-context';
import type { GrantedTask } from './attempt-runner.port';
import type { Outcome } from './decide-outcome';
import type { LogCapture } from './log-capture';

const MAX_RESULT_BYTES = 1024 * 1024;
const MAX_MESSAGE_CHARACTERS = 2_000;
const MAX_STACK_CHARACTERS = 8_000;
const MAX_RETRY_AFTER_SECONDS = 86_400;

/** Puts the end of an attempt into the words of the report. */
export class ReportBuilder {
  constructor(private readonly cipher: BusCipher) {}

  build(task: GrantedTask, outcome: Exclude<Outcome, { kind: 'nothing' }>, durationMs: number): AttemptReportV1 {
    const { lease_no, lease_token } = task.grant;
    return {
      task_id: task.taskId,
      lease_no,
      lease_token,
      outcome: this.outcomeOf(task, outcome),
      duration_ms: Math.round(durationMs),
    };
  }

  /** Adds what the attempt left behind besides its outcome. */
  withTraces(report: AttemptReportV1, task: GrantedTask, context: AttemptContext, logs: LogCapture): AttemptReportV1 {
    const lines = logs.lines(new Date()).map(({ message, ...line }) => ({ ...line, sealed: this.seal(task, message) }));
    const artifacts = context.artifacts.written;
    const { agentVersion, usageSoFar: usage } = context;
    return {
      ...report,
      ...(agentVersion !== undefined && { agent_version: agentVersion }),
      ...(usage !== undefined && { usage }),
      ...(artifacts.length > 0 && { artifacts }),
      ...(lines.length > 0 && { logs: lines }),
    };
  }

  private outcomeOf(task: GrantedTask, outcome: Exclude<Outcome, { kind: 'nothing' }>): AttemptOutcomeV1 {
    switch (outcome.kind) {
      case 'completed':
        return this.completed(task, outcome.json);
      case 'failed':
        return { kind: 'failed', error: this.errorOf(task, outcome.failure) };
      case 'cancelled':
        return { kind: 'cancelled' };
      case 'waiting':
        return this.waiting(task, outcome.wait);
      case 'handed_back':
        return { kind: 'handed_back', reason: outcome.reason };
      default:
        return assertNever(outcome);
    }
  }

  private completed(task: GrantedTask, json: string): AttemptOutcomeV1 {
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_RESULT_BYTES) return { kind: 'failed', error: tooLarge(bytes) };
    return { kind: 'completed', sealed_result: this.seal(task, json), result_hash: sha256Hex(json) };
  }

  private waiting(task: GrantedTask, wait: AttemptWait): AttemptOutcomeV1 {
    return wait.reason === 'callback' ? this.callback(task, wait) : this.approval(task, wait);
  }

  private approval(task: GrantedTask, { request, checkpoint }: ApprovalWait): AttemptOutcomeV1 {
    return {
      kind: 'approval',
      deadline_seconds: request.deadlineSeconds,
      tool: request.tool,
      request_hash: request.requestHash,
      four_eyes: request.fourEyes,
      sealed_arguments: this.seal(task, JSON.stringify(request.arguments ?? null)),
      sealed_checkpoint: this.seal(task, JSON.stringify(checkpoint)),
    };
  }

  private callback(task: GrantedTask, { reason, deadlineSeconds, token, secret }: CallbackWait): AttemptOutcomeV1 {
    const sealed_secret = this.seal(task, secret);
    return { kind: 'waiting', reason, deadline_seconds: deadlineSeconds, token_hash: sha256Hex(token), sealed_secret };
  }

  private errorOf(task: GrantedTask, failure: AgentFailure): AttemptErrorV1 {
    const { stack, retryAfterSeconds } = failure;
    return {
      code: failure.code,
      class: failure.errorClass,
      message: failure.message.slice(0, MAX_MESSAGE_CHARACTERS),
      ...(stack !== undefined && { sealed_stack: this.seal(task, stack.slice(0, MAX_STACK_CHARACTERS)) }),
      ...(retryAfterSeconds !== undefined && {
        retry_after_seconds: Math.min(MAX_RETRY_AFTER_SECONDS, retryAfterSeconds),
      }),
    };
  }

  private seal({ taskId, grant }: GrantedTask, plain: string | Buffer): string {
    return this.cipher.seal(plain, { type: MessageType.Report, taskId, leaseNo: grant.lease_no });
  }
}

function tooLarge(bytes: number): AttemptErrorV1 {
  return {
    code: TaskErrorCode.ResultTooLarge,
    class: ErrorClass.Permanent,
    message: `the result has ${bytes} bytes; at most ${MAX_RESULT_BYTES} are kept, more belongs into an artifact`,
  };
}
