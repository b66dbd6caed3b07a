import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { redactText } from '@cadre/observability';
import { retryAfterSeconds } from '../../builtin/retry-after';
import { AgentFailure, permanentFailure, transientFailure } from '../../execution/agent-failure';
import { isRecord } from '../../schema/json-value';

const SHOWN_CHARACTERS = 500;
const MAY_PASS = new Set([408, 409, 425]);
const CREDENTIALS = new Set([401, 403]);

/** Words that a provider uses for an error inside a stream, where there is no status. */
const EVENT_STATUS: Readonly<Record<string, number>> = {
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
};

/** What went wrong between us and a provider, as a failure of the attempt. `who` names the model. */
export function classifyCallError(error: unknown, who: string, nowMs: number): AgentFailure {
  if (error instanceof AgentFailure) return error;
  const status = statusOf(error);
  if (status === undefined || status < 400) return broken(error, who);
  const said = `${who} answered ${status}: ${messageOf(error)}`;
  const retryAfter = waitOf(error, nowMs);
  if (status === 429) return rateLimited(said, retryAfter, error);
  if (status >= 500 || MAY_PASS.has(status)) return unavailable(said, retryAfter, error);
  const message = CREDENTIALS.has(status) ? `${who} does not take the key (${status})` : said;
  return permanentFailure(TaskErrorCode.ProviderRejected, message, withoutRequest(error));
}

/** The stream ended before the answer did. */
export function cutStream(who: string): AgentFailure {
  return transientFailure(TaskErrorCode.NetworkError, `the answer of ${who} was cut off`);
}

/** The model would not. Asking again would not change its mind. */
export function refusal(who: string, words: string): AgentFailure {
  const message = `${who} refused${words === '' ? '' : `: ${shown(words)}`}`;
  return permanentFailure(TaskErrorCode.ProviderRefused, message);
}

function rateLimited(message: string, seconds: number | undefined, cause: unknown): AgentFailure {
  return new AgentFailure(TaskErrorCode.RateLimited, message, {
    errorClass: ErrorClass.RateLimited,
    retryAfterSeconds: seconds,
    cause: withoutRequest(cause),
  });
}

function unavailable(message: string, seconds: number | undefined, cause: unknown): AgentFailure {
  return new AgentFailure(TaskErrorCode.ProviderUnavailable, message, {
    errorClass: ErrorClass.Transient,
    retryAfterSeconds: seconds,
    cause: withoutRequest(cause),
  });
}

function broken(error: unknown, who: string): AgentFailure {
  const message = `the call of ${who} failed: ${messageOf(error)}`;
  return transientFailure(TaskErrorCode.NetworkError, message, withoutRequest(error));
}

function statusOf(error: unknown): number | undefined {
  if (!isRecord(error)) return undefined;
  if (typeof error['statusCode'] === 'number') return error['statusCode'];
  if (error instanceof Error) return undefined;
  const word = [error['type'], error['code']].find((name) => typeof name === 'string');
  return EVENT_STATUS[String(word)] ?? 503;
}

function waitOf(error: unknown, nowMs: number): number | undefined {
  const headers = isRecord(error) ? error['responseHeaders'] : undefined;
  if (!isRecord(headers)) return undefined;
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact / 1000);
  const header = headers['retry-after'];
  return retryAfterSeconds(typeof header === 'string' ? header : undefined, nowMs);
}

/** The deepest reason says most; a provider may repeat a part of the key in its words. */
function messageOf(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  const message = isRecord(deepest) && typeof deepest['message'] === 'string' ? deepest['message'] : '';
  return shown(message === '' ? 'no reason given' : message);
}

function shown(text: string): string {
  return redactText(text).slice(0, SHOWN_CHARACTERS);
}

/** The SDK's errors carry the whole request, prompts included: only what they say goes on. */
function withoutRequest(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  return Object.assign(new ProviderCallError(shown(message)), { name });
}

class ProviderCallError extends Error {
  readonly code = 'PROVIDER_CALL';
}
