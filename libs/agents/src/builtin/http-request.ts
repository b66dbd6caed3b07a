import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure, permanentFailure, transientFailure } from '../execution/agent-failure';
import type { AgentExecutor, ExecutionContext } from '../execution/executor.port';
import { guardedRequest, ResponseTimeoutError, type GuardedResponse, type GuardOptions } from '../net/guarded-request';
import { UrlNotAllowedError } from '../net/url-not-allowed.error';
import { retryAfterSeconds } from './retry-after';

interface HttpRequestParameters {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeout_seconds: number;
  readonly max_response_kb: number;
  readonly fail_on_status: boolean;
}

/** Headers that steer the connection or the guard; the agent sets them itself. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);
const SHOWN_ERROR_BYTES = 1024;

/** Calls one address outside and answers with status, headers and body. */
export function createHttpRequest(guard: GuardOptions): AgentExecutor {
  return {
    async execute(task, context) {
      const parameters = task.parameters as HttpRequestParameters;
      const response = await call(parameters, context, guard);
      context.log('info', `${parameters.method} ${hostShown(parameters.url)} answered ${response.status}`);
      if (parameters.fail_on_status) failOnStatus(response);
      return toOutput(response);
    },
  };
}

async function call(
  parameters: HttpRequestParameters,
  context: ExecutionContext,
  guard: GuardOptions,
): Promise<GuardedResponse> {
  const body = bodyText(parameters.body);
  context.beforeCall();
  try {
    return await guardedRequest(
      {
        url: parameters.url,
        method: parameters.method,
        headers: outgoingHeaders(parameters, body),
        body: body?.text,
        timeoutMs: parameters.timeout_seconds * 1000,
        maxBodyBytes: parameters.max_response_kb * 1024,
        signal: context.signal,
      },
      guard,
    );
  } catch (error) {
    throw classify(error);
  }
}

function classify(error: unknown): unknown {
  if (error instanceof AgentFailure) return error;
  if (error instanceof UrlNotAllowedError) {
    return new AgentFailure(TaskErrorCode.UrlNotAllowed, error.message, { errorClass: ErrorClass.PolicyDenied });
  }
  if (error instanceof ResponseTimeoutError) return transientFailure(TaskErrorCode.NetworkError, error.message, error);
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof TypeError || code === 'UND_ERR_INVALID_ARG')
    return permanentFailure(TaskErrorCode.HttpError, message, error);
  return transientFailure(TaskErrorCode.NetworkError, `the request failed: ${code ?? message}`, error);
}

function failOnStatus(response: GuardedResponse): void {
  const { status } = response;
  if (status < 300) return;
  if (status < 400)
    throw permanentFailure(TaskErrorCode.HttpError, `the server answered ${status}; redirects are not followed`);
  const message = `the server answered ${status}: ${response.body.subarray(0, SHOWN_ERROR_BYTES).toString('utf8')}`;
  if (status === 429) {
    const retryAfter = retryAfterSeconds(response.headers['retry-after'], Date.now());
    throw new AgentFailure(TaskErrorCode.RateLimited, message, {
      errorClass: ErrorClass.RateLimited,
      retryAfterSeconds: retryAfter,
    });
  }
  // 408 and 425 ask for another try in so many words.
  const mayPass = status >= 500 || status === 408 || status === 425;
  throw mayPass
    ? transientFailure(TaskErrorCode.HttpError, message)
    : permanentFailure(TaskErrorCode.HttpError, message);
}

function toOutput(response: GuardedResponse): Record<string, unknown> {
  const text = response.body.toString('utf8');
  return {
    status: response.status,
    ok: response.status >= 200 && response.status < 300,
    headers: response.headers,
    body: parsedIfJson(response, text),
    truncated: response.truncated,
  };
}

function parsedIfJson(response: GuardedResponse, text: string): unknown {
  if (response.truncated || !/[/+]json\b/i.test(response.headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function bodyText(body: unknown): { text: string; json: boolean } | undefined {
  if (body === undefined || body === null) return undefined;
  return typeof body === 'string' ? { text: body, json: false } : { text: JSON.stringify(body), json: true };
}

function outgoingHeaders(
  { headers }: HttpRequestParameters,
  body: { json: boolean } | undefined,
): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    'user-agent': 'cadre-http-request/1',
    accept: '*/*',
    ...(body?.json === true && { 'content-type': 'application/json' }),
    ...Object.fromEntries(given.filter(([name]) => !OWN_HEADERS.has(name) && !name.startsWith('proxy-'))),
  };
}

/** Scheme and host alone: paths and queries may hold secrets. */
function hostShown(url: string): string {
  return new URL(url).origin;
}
