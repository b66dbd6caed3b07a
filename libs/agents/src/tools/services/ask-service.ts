import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { redactText } from '@cadre/observability';
import { retryAfterSeconds } from '../../builtin/retry-after';
import { AgentFailure, permanentFailure, transientFailure } from '../../execution/agent-failure';

/** What opens a service behind a tool. The address is the operator's, so it may be a private one. */
export interface ServiceAccount {
  /** Undefined for a server of one's own that asks for none. */
  readonly apiKey: string | undefined;
  /** `https://api.example.com/v1` */
  readonly baseUrl: string;
}

export interface ServiceQuestion {
  /** For messages. */
  readonly who: string;
  readonly account: ServiceAccount;
  /** Below the account's address. */
  readonly path: string;
  readonly body: unknown;
  readonly timeoutMs: number;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

const SHOWN_CHARACTERS = 500;

/** One question to a service that speaks JSON, without a second try. Rejects with AgentFailure, or the signal's reason. */
export async function askService(fetch: typeof globalThis.fetch, question: ServiceQuestion): Promise<unknown> {
  const { who, account, path, body, signal } = question;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(account.apiKey !== undefined && { authorization: `Bearer ${account.apiKey}` }),
  };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(question.timeoutMs)]);
  try {
    const url = `${account.baseUrl.replace(/\/+$/, '')}${path}`;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal: limited });
    const text = await readBounded(response, question);
    if (!response.ok) throw refusalOf(question, response, text);
    return parse(who, text);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AgentFailure) throw error;
    if (limited.aborted) {
      throw transientFailure(
        TaskErrorCode.NetworkError,
        `${who} did not answer within ${question.timeoutMs} ms`,
        error,
      );
    }
    throw transientFailure(TaskErrorCode.NetworkError, `${who} cannot be reached: ${causeOf(error)}`, error);
  }
}

async function readBounded({ body }: Response, { who, mostBytes }: ServiceQuestion): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) {
      throw permanentFailure(TaskErrorCode.ResponseTooLarge, `${who} answered with more than ${mostBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusalOf({ who, account }: ServiceQuestion, { status, headers }: Response, text: string): AgentFailure {
  const shown = redactText(account.apiKey === undefined ? text : text.replaceAll(account.apiKey, '[redacted]'));
  const message = `${who} answered ${status}: ${shown.slice(0, SHOWN_CHARACTERS)}`;
  if (status === 429) {
    return new AgentFailure(TaskErrorCode.RateLimited, message, {
      errorClass: ErrorClass.RateLimited,
      retryAfterSeconds: retryAfterSeconds(headers.get('retry-after') ?? undefined, Date.now()),
    });
  }
  return status >= 500
    ? transientFailure(TaskErrorCode.ProviderUnavailable, message)
    : permanentFailure(TaskErrorCode.ProviderRejected, message);
}

function parse(who: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw permanentFailure(TaskErrorCode.ProviderRejected, `${who} answered without JSON`, cause);
  }
}

/** fetch hides why it failed one level down. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? message;
}
