import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';

/** Who is asking. Only on routes that need a login. */
export const CurrentPrincipal = createParamDecorator((_data: undefined, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new ProblemError(ProblemCode.AuthenticationRequired, 'This needs a login.');
  return principal;
});
