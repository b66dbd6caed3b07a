import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import type { Origin } from '@cadre/persistence';
import type { FastifyRequest } from 'fastify';
import { originOf } from '../http/origin.decorator';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';

/** Who changes a schedule, from where, and what they believe its version to be. */
export interface Changer {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly ifMatch: string | undefined;
}

/** The changer of this request. */
export const RequestChanger = createParamDecorator((_data: undefined, context: ExecutionContext): Changer => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { principal, headers } = request;
  if (!principal) throw new ProblemError(ProblemCode.AuthenticationRequired, 'This needs a login.');
  return { principal, origin: originOf(request), ifMatch: headers['if-match'] };
});
