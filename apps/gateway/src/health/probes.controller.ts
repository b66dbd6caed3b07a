import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { type ProbeAnswer, ProbeState } from '@cadre/observability';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator';
import { ProbeBody } from './health-answers';

@ApiTags('System')
@Public()
@Controller()
export class ProbesController {
  constructor(private readonly state: ProbeState) {}

  @Get('livez')
  @ApiOperation({ summary: 'The process is alive' })
  @ApiOkResponse({ type: ProbeBody })
  live(): ProbeBody {
    return { status: 'alive' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The process takes requests' })
  @ApiOkResponse({ type: ProbeBody })
  @ApiServiceUnavailableResponse({ type: ProbeBody, description: 'Starting, stopping, or without its database' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProbeBody> {
    return answer(reply, await this.state.readiness());
  }

  @Get('startupz')
  @ApiOperation({ summary: 'The process has started' })
  @ApiOkResponse({ type: ProbeBody })
  @ApiServiceUnavailableResponse({ type: ProbeBody, description: 'Starting' })
  startup(@Res({ passthrough: true }) reply: FastifyReply): ProbeBody {
    return answer(reply, this.state.startup());
  }
}

function answer(reply: FastifyReply, { ok, body }: ProbeAnswer): ProbeBody {
  void reply.code(ok ? 200 : 503);
  return body;
}
