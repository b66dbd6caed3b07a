import { checkUrl } from './address-guard';
import {
  guardedRequest,
  ResponseTimeoutError,
  type GuardedRequest,
  type GuardedResponse,
  type GuardOptions,
} from './guarded-request';
import { UrlNotAllowedError } from './url-not-allowed.error';

export interface GuardedFetch extends Pick<
  GuardedRequest,
  'url' | 'headers' | 'timeoutMs' | 'maxBodyBytes' | 'signal'
> {
  readonly method: 'GET' | 'HEAD';
  /** Asked before each address, the first one and those of redirects; throws for one that may not be called. */
  admit(url: URL): void;
}

/** What the last address answered. */
export interface Fetched extends GuardedResponse {
  readonly url: string;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Reads an address and follows its redirects, each of them as a request of its own under the guard: resolved, vetted and
 * pinned anew. The time limit is for all of them together. Rejects as `guardedRequest` does.
 */
export async function guardedFetch(request: GuardedFetch, guard: GuardOptions): Promise<Fetched> {
  const started = performance.now();
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    request.admit(checkUrl(url, guard));
    const timeoutMs = Math.ceil(request.timeoutMs - (performance.now() - started));
    if (timeoutMs <= 0) throw new ResponseTimeoutError(request.timeoutMs);
    const response = await guardedRequest({ ...request, url, timeoutMs, body: undefined }, guard);
    const next = redirectOf(response, url);
    if (next === undefined) return { ...response, url };
    if (redirects === MOST_REDIRECTS) throw new UrlNotAllowedError(`more than ${MOST_REDIRECTS} redirects`);
    url = next;
  }
}

function redirectOf({ status, headers }: GuardedResponse, from: string): string | undefined {
  const target = headers['location'];
  if (!REDIRECTS.has(status) || target === undefined) return undefined;
  if (!URL.canParse(target, from)) throw new UrlNotAllowedError('the redirect leads to no address');
  return new URL(target, from).href;
}
