import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Logger, Metrics } from '@cadre/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceIdOf } from '../http/trace-parent';
import { LOGGER } from '../platform/platform.port';
import { createHttpMetrics, type HttpMetrics } from './http.metrics';

/** Asked every few seconds by machines: their lines would bury the others. */
const QUIET = new Set(['/livez', '/readyz', '/startupz', '/metrics', '/api/v1/metrics', '/api/v1/health']);

/** One log line and one measurement per request, when its answer is out. */
@Injectable()
export class RequestObserver implements OnModuleInit {
  private readonly http: HttpMetrics;

  constructor(
    private readonly host: HttpAdapterHost,
    metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.http = createHttpMetrics(metrics);
  }

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request, reply, done) => {
      this.observe(request, reply);
      done();
    });
  }

  private observe(request: FastifyRequest, reply: FastifyReply): void {
    // The pattern, never the address: ids would make a series and a secret of each.
    const route = request.routeOptions.url ?? '(no route)';
    const { method } = request;
    this.http.finished(method, route, reply.statusCode, reply.elapsedTime / 1_000);
    const fields = { method, route, status: reply.statusCode, duration_ms: Math.round(reply.elapsedTime * 10) / 10 };
    const { principal } = request;
    const who = { correlation_id: request.id, user_id: principal?.userId, tenant: principal?.tenant };
    const trace = { trace_id: traceIdOf(request) };
    if (QUIET.has(route)) this.logger.debug({ ...fields, ...who, ...trace }, 'request');
    else this.logger.info({ ...fields, ...who, ...trace }, 'request');
  }
}
