import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Metrics } from '@cadre/observability';
import type { FastifyReply } from 'fastify';
import { Roles } from '../auth/roles.decorator';
import { API } from '../http/paths';

/** At the path scrapers expect, and at its place in the API. */
@ApiTags('System')
@Roles('admin')
@Controller(['metrics', `${API}/metrics`])
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({ summary: 'Metrics of this gateway in the text format of Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}
