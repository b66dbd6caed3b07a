import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AnyRole } from '../auth/roles.decorator';
import { API } from '../http/paths';
import { AgentItem, agentItem, AgentList, AgentSchema } from './agent-answers';
import { AgentListQuery } from './agent-input';
import { agentEtag, AgentRegistry } from './agent-registry';

@ApiTags('Agents')
@AnyRole()
@Controller(`${API}/agents`)
export class AgentsController {
  constructor(private readonly registry: AgentRegistry) {}

  @Get()
  @ApiOperation({ summary: 'All agents, or those of one team' })
  @ApiOkResponse({ type: AgentList })
  async list(@Query() { team }: AgentListQuery): Promise<AgentList> {
    const agents = (await this.registry.list(team)).map(agentItem);
    return { agents, total: agents.length };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One agent' })
  @ApiOkResponse({ type: AgentItem })
  async show(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<AgentItem> {
    const agent = await this.registry.get(id);
    void reply.header('etag', agentEtag(agent));
    return agentItem(agent);
  }

  @Get(':id/schema')
  @ApiOperation({ summary: 'What parameters the agent takes, and what it gives' })
  @ApiOkResponse({ type: AgentSchema })
  async schema(@Param('id') id: string): Promise<AgentSchema> {
    const { agent_id, version, schema, output_schema } = await this.registry.get(id);
    return { agent_id, version, schema, output_schema };
  }
}
