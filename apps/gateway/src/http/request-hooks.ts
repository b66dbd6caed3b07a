import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemCode } from '@cadre/contracts';
import { isTracing, runWithTraceParent, withSpan } from '@cadre/observability';
import { CORRELATION_HEADER } from './correlation';
import { ProblemError } from './problem.error';
import { SECURITY_HEADERS } from './security-headers';

/** What happens to every request before its route: headers of the answer, its place in a trace, unfit addresses. */
export function registerRequestHooks(fastify: FastifyInstance): void {
  const inContext = isTracing() ? inSpan : withoutSpan;
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    reply.header(CORRELATION_HEADER, request.id);
    const refusal = request.raw.url?.includes('%00') ? nulInUrl() : undefined;
    inContext(request, reply, () => done(refusal));
  });
}

/** Spans of everything the request sets off belong to it; it continues the caller's trace. */
function inSpan(request: FastifyRequest, reply: FastifyReply, next: () => void): void {
  const traceParent = request.headers.traceparent;
  void runWithTraceParent(typeof traceParent === 'string' ? traceParent : undefined, () =>
    withSpan(spanName(request), {}, spanUntil(reply, next)),
  );
}

/** A context that is carried from call to call costs Node.js 20 a tenth of a request: without spans there is none. */
function withoutSpan(_request: FastifyRequest, _reply: FastifyReply, next: () => void): void {
  next();
}

function spanName(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? '(no route)'}`;
}

/** The span ends when the answer is out, or the client gone. */
function spanUntil(reply: FastifyReply, next: () => void): Parameters<typeof withSpan>[2] {
  return (span) =>
    new Promise<void>((resolve) => {
      reply.raw.once('close', () => {
        span.setAttribute('http.response.status_code', reply.statusCode);
        resolve();
      });
      next();
    });
}

function nulInUrl(): ProblemError {
  return new ProblemError(ProblemCode.InvalidText, 'The address holds NUL.');
}
