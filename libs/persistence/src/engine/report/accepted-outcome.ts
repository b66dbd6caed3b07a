import { type AttemptOutcome, cleanText, ErrorClass } from '@cadre/domain';
import type { AttemptError } from '../settle/ended-attempt';
import type { ReportedOutcome } from './attempt-report';

export const MAX_RESULT_BYTES = 1024 * 1024;
export const MAX_ERROR_BYTES = 8 * 1024;
const MAX_CODE_LENGTH = 100;
const MAX_TOOL_LENGTH = 200;

/** What a report comes to: a result that cannot be kept is a failure of the attempt. */
export interface AcceptedOutcome {
  readonly outcome: AttemptOutcome;
  readonly error: AttemptError | null;
  readonly result: Buffer | null;
  readonly stack: string | null;
  /** What the task waits for from now on. */
  readonly wait: AcceptedWait | null;
}

export type AcceptedWait =
  | {
      readonly reason: 'callback';
      readonly deadlineSeconds: number;
      readonly tokenHash: string;
      readonly secret: Buffer;
    }
  | {
      readonly reason: 'approval';
      readonly deadlineSeconds: number;
      readonly tool: string;
      readonly requestHash: string;
      readonly fourEyes: boolean;
      readonly arguments: Buffer;
      readonly checkpoint: Buffer;
    };

/** Judges what a worker reported. Text is made storable here, on the failure path too. */
export function acceptOutcome(reported: ReportedOutcome): AcceptedOutcome {
  switch (reported.kind) {
    case 'completed':
      return acceptResult(reported.result);
    case 'failed': {
      const { errorClass, retryAfterSeconds, stack } = reported;
      const error = {
        code: cleanText(reported.errorCode).slice(0, MAX_CODE_LENGTH),
        class: errorClass,
        message: firstBytes(cleanText(reported.message), MAX_ERROR_BYTES),
      };
      return failed(error, stack, retryAfterSeconds);
    }
    case 'handed_back':
      return { ...NOTHING, outcome: { kind: 'handed_back', reason: cleanText(reported.reason) } };
    case 'cancelled':
      return { ...NOTHING, outcome: { kind: 'cancelled' } };
    case 'waiting':
      return acceptWait(reported);
    case 'approval':
      return acceptApproval(reported);
  }
}

function acceptWait(reported: Extract<ReportedOutcome, { kind: 'waiting' }>): AcceptedOutcome {
  const { reason, secret, tokenHash } = reported;
  if (secret === null) {
    return failed({ code: 'RESULT_UNREADABLE', class: ErrorClass.Permanent, message: 'The secret cannot be read.' });
  }
  const deadlineSeconds = bounded(reported.deadlineSeconds);
  return { ...NOTHING, outcome: { kind: 'waiting', reason }, wait: { reason, deadlineSeconds, tokenHash, secret } };
}

function acceptApproval(reported: Extract<ReportedOutcome, { kind: 'approval' }>): AcceptedOutcome {
  const { requestHash, fourEyes, arguments: asked, checkpoint } = reported;
  if (asked === null || checkpoint === null) {
    const message = 'What is to be approved cannot be read.';
    return failed({ code: 'RESULT_UNREADABLE', class: ErrorClass.Permanent, message });
  }
  const reason = 'approval';
  const tool = cleanText(reported.tool).slice(0, MAX_TOOL_LENGTH);
  const deadlineSeconds = bounded(reported.deadlineSeconds);
  const wait = { reason, deadlineSeconds, tool, requestHash, fourEyes, arguments: asked, checkpoint } as const;
  return { ...NOTHING, outcome: { kind: 'waiting', reason }, wait };
}

function bounded(seconds: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, seconds));
}

const NOTHING = { error: null, result: null, stack: null, wait: null };
/** Nothing is waited for longer than this. */
const LONGEST_WAIT_SECONDS = 30 * 86_400;

function acceptResult(result: Buffer | null): AcceptedOutcome {
  if (result === null) {
    return failed({ code: 'RESULT_UNREADABLE', class: ErrorClass.Permanent, message: 'The result cannot be read.' });
  }
  if (result.length > MAX_RESULT_BYTES) {
    const message = `The result has ${result.length} bytes; at most ${MAX_RESULT_BYTES} are kept. Write an artifact instead.`;
    return failed({ code: 'RESULT_TOO_LARGE', class: ErrorClass.InvalidOutput, message });
  }
  return { ...NOTHING, outcome: { kind: 'completed' }, result };
}

/** A failed attempt with its error. */
export function failed(error: AttemptError, stack: string | null = null, retryAfterSeconds?: number): AcceptedOutcome {
  const outcome = {
    kind: 'failed',
    errorClass: error.class,
    errorCode: error.code,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  } as const;
  return { ...NOTHING, outcome, error, stack: stack === null ? null : firstBytes(stack, MAX_ERROR_BYTES) };
}

/** Cuts at a character, never inside one. */
function firstBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return text;
  return cleanText(
    bytes
      .subarray(0, limit)
      .toString('utf8')
      .replace(/\uFFFD+$/u, ''),
  );
}
