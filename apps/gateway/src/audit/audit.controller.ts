import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditStore } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { Roles } from '../auth/roles.decorator';
import { pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import { AuditPage } from './audit-answers';
import { AuditQuery } from './audit-query';

@ApiTags('Audit')
@Roles('admin')
@Controller(`${API}/audit`)
export class AuditController {
  constructor(private readonly store: AuditStore) {}

  @Get()
  @ApiOperation({ summary: 'Who did what, newest first' })
  @ApiOkResponse({ type: AuditPage })
  async list(@Query() query: AuditQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<AuditPage> {
    const page = pageOf(query);
    const { entries, ...counted } = await this.store.list({ ...filtersOf(query), ...page });
    return { audit: entries, ...tellPage(reply, page, counted) };
  }
}

function filtersOf(query: AuditQuery): Omit<Parameters<AuditStore['list']>[0], 'limit' | 'offset'> {
  const { user_id, event_type, object_type, object_id, task_id, tenant, since, until } = query;
  return {
    ...(user_id !== undefined && { userId: user_id }),
    ...(event_type !== undefined && { eventType: event_type }),
    ...(object_type !== undefined && { objectType: object_type }),
    ...(object_id !== undefined && { objectId: object_id }),
    ...(task_id !== undefined && { taskId: task_id }),
    ...(tenant !== undefined && { tenant }),
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
}
