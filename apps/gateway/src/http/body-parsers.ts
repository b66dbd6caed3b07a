import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { ProblemCode } from '@cadre/contracts';
import { JSON_LIMITS } from './json-limits';
import { parseJsonBody } from './parse-json-body';
import { ProblemError } from './problem.error';
import { readBody } from './read-body';

/**
 * Replaces Fastify's parsers: JSON goes through our own checks, everything else is refused with 415, and a route
 * declared with `@RawBody()` gets the untouched stream of any content type.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(/^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i, parseJson);
  fastify.addContentTypeParser('*', passRaw);
}

async function parseJson(request: FastifyRequest, payload: IncomingMessage): Promise<unknown> {
  if (takesRaw(request)) return payload;
  refuseEncoded(request);
  return parseJsonBody(await readBody(payload, request.headers, JSON_LIMITS.bytes));
}

async function passRaw(request: FastifyRequest, payload: IncomingMessage): Promise<unknown> {
  if (takesRaw(request)) return payload;
  throw new ProblemError(ProblemCode.UnsupportedMediaType, 'Send the body as application/json.', {
    headers: { accept: 'application/json' },
  });
}

function takesRaw(request: FastifyRequest): boolean {
  return request.routeOptions.config.acceptsRawBody === true;
}

/** A compressed body could unfold into anything. */
function refuseEncoded(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  throw new ProblemError(ProblemCode.UnsupportedMediaType, 'Send the body without a content encoding.');
}
