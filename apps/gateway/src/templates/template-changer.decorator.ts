import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import type { FastifyRequest } from 'fastify';
import { originOf } from '../http/origin.decorator';
import { ProblemError } from '../http/problem.error';
import type { TemplateChanger } from './keep-template';

const TAG = /^"(\d{1,9})"$/;
/** No row has it: a tag that is none of ours matches nothing. */
const NEVER = 0;

/** The changer of this request, with the version its `If-Match` names. */
export const RequestTemplateChanger = createParamDecorator(
  (_data: undefined, context: ExecutionContext): TemplateChanger => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal, headers } = request;
    if (!principal) throw new ProblemError(ProblemCode.AuthenticationRequired, 'This needs a login.');
    return { principal, origin: originOf(request), ifVersion: versionOf(headers['if-match']) };
  },
);

function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return Number(TAG.exec(ifMatch.trim())?.[1] ?? NEVER);
}
