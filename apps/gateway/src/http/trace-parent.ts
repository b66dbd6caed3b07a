import { currentTraceParent, validTraceParent } from '@cadre/observability';
import type { FastifyRequest } from 'fastify';

/** The W3C traceparent that a request hands on: of its span, or the caller's own when tracing is off. */
export function traceParentOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers;
  return currentTraceParent() ?? validTraceParent(typeof traceparent === 'string' ? traceparent : undefined);
}

/** Of the trace that the request is part of; for log lines. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  return traceParentOf(request)?.split('-')[1];
}
