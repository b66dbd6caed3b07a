import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type Openness, PUBLIC } from './public.decorator';

/** Whether this request needs no login. */
export function isOpen(reflector: Reflector, context: ExecutionContext): boolean {
  const openness = reflector.getAllAndOverride<Openness | undefined>(PUBLIC, [
    context.getHandler(),
    context.getClass(),
  ]);
  if (openness === undefined) return false;
  return openness === 'everybody' || isFromThisMachine(context.switchToHttp().getRequest<FastifyRequest>());
}

/** Through a proxy on this machine everybody would look local: a forwarded request never counts as such. */
function isFromThisMachine({ raw, headers }: FastifyRequest): boolean {
  if ('x-forwarded-for' in headers || 'forwarded' in headers || 'x-real-ip' in headers) return false;
  const address = raw.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
