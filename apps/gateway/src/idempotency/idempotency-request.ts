import { canonicalJson, type KeyedHash } from '@cadre/crypto';
import type { IdempotencyRequest } from '@cadre/persistence';
import type { FastifyRequest } from 'fastify';
import { API } from '../http/paths';
import { invalidFields } from '../http/problem.error';

const HEADER = 'idempotency-key';
const VALID = /^[\x21-\x7e]{1,200}$/;

/**
 * What the caller wants to be carried out once: scoped to the caller and the route, and bound to the path and body by a
 * keyed hash. Undefined without the header.
 */
export function idempotencyRequestOf(
  request: FastifyRequest,
  hash: KeyedHash,
  body: unknown = request.body ?? null,
): IdempotencyRequest | undefined {
  const key = request.headers[HEADER];
  if (key === undefined || !request.principal) return undefined;
  if (typeof key !== 'string' || !VALID.test(key)) {
    throw invalidFields({ path: '/Idempotency-Key', message: 'must be 1 to 200 printable ASCII characters' });
  }
  const content = { path: pathOf(request), body };
  return {
    principal: request.principal.userId,
    route: routeName(request),
    key,
    bodyHash: hash('idempotency', canonicalJson(content)),
  };
}

/** How long a caller waits for the answer is no part of what it asks for. */
function pathOf(request: FastifyRequest): string {
  const url = new URL(request.url, 'http://gateway');
  url.searchParams.delete('wait');
  return `${url.pathname}${url.search}`;
}

/** `POST /tasks/:id/retry`: without the prefix, so that a next version of the API shares the keys. */
function routeName(request: FastifyRequest): string {
  const url = request.routeOptions.url ?? request.url;
  return `${request.method} ${url.replace(`/${API}`, '')}`;
}
