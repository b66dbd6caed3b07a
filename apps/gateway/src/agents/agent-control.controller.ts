import { Body, Controller, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AgentRow, Origin } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { Roles } from '../auth/roles.decorator';
import { RequestOrigin } from '../http/origin.decorator';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { AgentItem, agentItem } from './agent-answers';
import { ChangeAgentBody } from './agent-input';
import { agentEtag, AgentRegistry } from './agent-registry';

@ApiTags('Agents')
@Roles('admin')
@Controller(`${API}/agents/:id`)
export class AgentControlController {
  constructor(private readonly registry: AgentRegistry) {}

  @Patch()
  @ApiOperation({ summary: 'Change the limits of an agent, at once' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag that was read; a stale one is refused' })
  @ApiOkResponse({ type: AgentItem })
  async change(
    @Param('id') id: string,
    @Body() body: ChangeAgentBody,
    @Headers('if-match') ifMatch: string | undefined,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentItem> {
    return shown(reply, await this.registry.change(id, body, ifMatch, origin));
  }

  @Post('pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start no more tasks of this agent; accepted ones wait' })
  @ApiOkResponse({ type: AgentItem })
  async pause(
    @Param('id') id: string,
    @CurrentPrincipal() { email }: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentItem> {
    return shown(reply, await this.registry.pause(id, email, origin));
  }

  @Post('resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start tasks of this agent again' })
  @ApiOkResponse({ type: AgentItem })
  async resume(
    @Param('id') id: string,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentItem> {
    return shown(reply, await this.registry.resume(id, origin));
  }
}

function shown(reply: FastifyReply, agent: AgentRow): AgentItem {
  void reply.header('etag', agentEtag(agent));
  return agentItem(agent);
}
