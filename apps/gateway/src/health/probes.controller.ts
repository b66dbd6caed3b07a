import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { type ProbeAnswer, ProbeState } from '@cadre/observability';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator';
import { CheckHealth } from './check-health';
import { ProbeBody } from './health-answers';
import { ProbeQuery } from './probe-query';

@ApiTags('System')
@Public()
@Controller()
export class ProbesController {
  constructor(
    private readonly state: ProbeState,
    private readonly health: CheckHealth,
  ) {}

  @Get('livez')
  @ApiOperation({ summary: 'The process is alive' })
  @ApiOkResponse({ type: ProbeBody })
  live(@Query() _query: ProbeQuery): ProbeBody {
    return { status: 'alive' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The process takes requests' })
  @ApiOkResponse({ type: ProbeBody })
  @ApiServiceUnavailableResponse({ type: ProbeBody, description: 'Starting, stopping, or without its database' })
  async ready(
    @Query() { verbose = 'false' }: ProbeQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProbeBody> {
    const [readiness, health] = await Promise.all([
      this.state.readiness(),
      verbose === 'false' ? Promise.resolve(null) : this.health.check(),
    ]);
    const body = this.withLacks(answer(reply, readiness), readiness.ok);
    return health === null ? body : { ...body, health: health.status, details: health.details };
  }

  @Get('startupz')
  @ApiOperation({ summary: 'The process has started' })
  @ApiOkResponse({ type: ProbeBody })
  @ApiServiceUnavailableResponse({ type: ProbeBody, description: 'Starting' })
  startup(@Query() _query: ProbeQuery, @Res({ passthrough: true }) reply: FastifyReply): ProbeBody {
    return answer(reply, this.state.startup());
  }

  private withLacks(body: ProbeBody, isReady: boolean): ProbeBody {
    const degraded = isReady ? this.health.lacking() : [];
    return degraded.length === 0 ? body : { ...body, degraded };
  }
}

function answer(reply: FastifyReply, { ok, body }: ProbeAnswer): ProbeBody {
  void reply.code(ok ? 200 : 503);
  return body;
}
