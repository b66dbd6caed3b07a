import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Origin } from '@cadre/persistence';
import type { FastifyRequest } from 'fastify';
import { traceParentOf } from './trace-parent';

const MAX_USER_AGENT = 500;

/** Where a person's action comes from: what the audit log says about it. */
export function originOf(request: FastifyRequest): Origin {
  const { principal } = request;
  return {
    userId: principal?.userId ?? null,
    tenant: principal?.tenant ?? null,
    email: principal?.email ?? null,
    ipAddress: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    correlationId: request.id,
    traceParent: traceParentOf(request),
  };
}

/** The origin of this request, to be handed to the stores. */
export const RequestOrigin = createParamDecorator((_data: undefined, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
