import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemDocument, PROBLEM_MEDIA_TYPE } from './problem-document';
import { PROBLEM_CATALOG } from './problem-catalog';
import { noRoute } from './no-route';
import type { ProblemError } from './problem.error';
import { toProblem } from './to-problem';
import { traceIdOf } from './trace-parent';

/** Everything thrown on the way of a request becomes problem+json here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = request.is404 ? noRoute(request.server.routeTable, request.url) : toProblem(error);
    if (PROBLEM_CATALOG[problem.code].status >= 500) this.report(problem, request);
    if (!reply.sent) sendProblem(problem, request, reply);
  }

  private report(problem: ProblemError, request: FastifyRequest): void {
    const { id: correlation_id, routeOptions } = request;
    const fields = { correlation_id, trace_id: traceIdOf(request), code: problem.code, route: routeOptions.url };
    if (problem.code === 'INTERNAL_ERROR') this.logger.error({ ...fields, err: problem.cause }, 'request failed');
    else this.logger.warn({ ...fields, reason: messageOf(problem.cause) }, 'request refused for now');
  }
}

/** Answers with the problem's document and headers. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  const document = problemDocument(problem, request.url, request.id);
  void reply
    .code(document.status)
    .headers(problem.headers)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(document);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
