import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator';
import { API } from '../http/paths';
import { CheckHealth } from './check-health';
import { Health } from './health-answers';

@ApiTags('System')
@Public()
@Controller(`${API}/health`)
export class HealthController {
  constructor(private readonly health: CheckHealth) {}

  @Get()
  @ApiOperation({ summary: 'How the installation is, as this gateway sees it' })
  @ApiOkResponse({ type: Health })
  @ApiServiceUnavailableResponse({ type: Health, description: 'Unhealthy: without its database' })
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.health.check();
    void reply.code(health.status === 'unhealthy' ? 503 : 200);
    return health;
  }
}
