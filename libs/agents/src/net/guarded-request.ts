import { Client } from 'undici';
import { checkAddress, checkUrl, hostOf, portOf, type AddressRules } from './address-guard';
import { guardedLookup, type ResolveAll } from './guarded-lookup';
import { isIP } from 'node:net';

export interface GuardedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The answer went on beyond the limit and was cut there. */
  readonly truncated: boolean;
}

export interface GuardOptions extends AddressRules {
  /** For tests; the system's resolver otherwise. */
  readonly resolveAll?: ResolveAll;
}

/**
 * One HTTP exchange with the outside under the address guard. Redirects are not followed, proxies of the environment are
 * not used, the connection serves this exchange alone. Rejects with UrlNotAllowedError, ResponseTimeoutError, the
 * signal's reason, or the network's error.
 */
export async function guardedRequest(request: GuardedRequest, options: GuardOptions): Promise<GuardedResponse> {
  const url = checkUrl(request.url, options);
  if (isIP(hostOf(url)) !== 0) checkAddress(hostOf(url), portOf(url), options);
  const client = new Client(url.origin, {
    connect: { lookup: guardedLookup(options, portOf(url), options.resolveAll), timeout: request.timeoutMs },
    headersTimeout: request.timeoutMs,
    bodyTimeout: request.timeoutMs,
    maxHeaderSize: 16_384,
    pipelining: 1,
  });
  const limit = new Deadline(request.timeoutMs, request.signal);
  try {
    return await exchange(client, url, request, limit.signal);
  } catch (error) {
    throw limit.causeOf(error);
  } finally {
    limit.clear();
    await client.destroy();
  }
}

/** Thrown when the whole exchange took longer than it may. A retry may help. */
export class ResponseTimeoutError extends Error {
  readonly code = 'RESPONSE_TIMEOUT';
  constructor(timeoutMs: number) {
    super(`no complete answer within ${timeoutMs} ms`);
    this.name = 'ResponseTimeoutError';
  }
}

/** Ends the exchange at its time limit or when the caller says so, and remembers which of the two it was. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly onAbort = (): void => this.controller.abort(this.outer.reason);

  constructor(
    timeoutMs: number,
    private readonly outer: AbortSignal,
  ) {
    this.timer = setTimeout(() => this.controller.abort(new ResponseTimeoutError(timeoutMs)), timeoutMs);
    if (outer.aborted) this.onAbort();
    else outer.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  causeOf(error: unknown): unknown {
    return this.controller.signal.aborted ? this.controller.signal.reason : error;
  }

  clear(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.onAbort);
  }
}

async function exchange(
  client: Client,
  url: URL,
  request: GuardedRequest,
  signal: AbortSignal,
): Promise<GuardedResponse> {
  const response = await client.request({
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    signal,
  });
  const { body, truncated } = await readBounded(response.body, request.maxBodyBytes);
  return { status: response.statusCode, headers: flatten(response.headers), body, truncated };
}

async function readBounded(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) break;
  }
  const all = Buffer.concat(chunks);
  return { body: all.subarray(0, maxBytes), truncated: all.length > maxBytes };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}
