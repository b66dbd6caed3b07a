import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import type { Commander } from '@cadre/persistence';
import type { FastifyRequest } from 'fastify';
import { originOf } from './origin.decorator';
import { ProblemError } from './problem.error';
import { visibilityOf } from './visibility';

/** Who commands, from where, and what of the installation they may see. */
export const RequestCommander = createParamDecorator((_data: undefined, context: ExecutionContext): Commander => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { principal } = request;
  if (!principal) throw new ProblemError(ProblemCode.AuthenticationRequired, 'This needs a login.');
  return { origin: originOf(request), visibility: visibilityOf(principal) };
});
