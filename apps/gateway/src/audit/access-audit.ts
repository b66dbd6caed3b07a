import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { GatewayConfig } from '@cadre/config';
import { AuditEventType } from '@cadre/persistence';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../http/origin.decorator';
import { GATEWAY_CONFIG } from '../platform/platform.port';
import { AuditTrail } from './audit.port';

/**
 * Notes every refusal: 403, and 401 of somebody who showed credentials. Requests without any are noise of the network,
 * not attempts on an account. With AUDIT_ACCESS on, every API access is noted.
 */
@Injectable()
export class AccessAudit implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly audit: AuditTrail,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request, reply, done) => {
      this.noteAnswer(request, reply);
      done();
    });
  }

  private noteAnswer(request: FastifyRequest, reply: FastifyReply): void {
    if (isRefusal(request, reply)) this.note(AuditEventType.AccessDenied, 'denied', request, reply);
    else if (this.config.auditAccess && request.principal) this.note(AuditEventType.ApiAccess, 'ok', request, reply);
  }

  private note(
    eventType: AuditEventType,
    outcome: 'ok' | 'denied',
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const route = request.routeOptions.url ?? null;
    this.audit.note({
      eventType,
      outcome,
      origin: originOf(request),
      data: { method: request.method, route, status: reply.statusCode },
    });
  }
}

function isRefusal(request: FastifyRequest, reply: FastifyReply): boolean {
  if (reply.statusCode === 403) return true;
  return reply.statusCode === 401 && request.headers.authorization !== undefined;
}
