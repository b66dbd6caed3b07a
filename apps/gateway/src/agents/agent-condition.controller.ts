import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WorkerStore } from '@cadre/persistence';
import { AnyRole } from '../auth/roles.decorator';
import { API } from '../http/paths';
import { AgentHealth, AgentStats, judgeAgent, successRate } from './agent-condition';
import { AgentStatsQuery } from './agent-input';
import { AgentRegistry } from './agent-registry';

const DEFAULT_HOURS = 24;
const HEALTH_HOURS = 1;

@ApiTags('Agents')
@AnyRole()
@Controller(`${API}/agents/:id`)
export class AgentConditionController {
  constructor(
    private readonly registry: AgentRegistry,
    private readonly workers: WorkerStore,
  ) {}

  @Get('stats')
  @ApiOperation({ summary: 'How its attempts of the last hours went' })
  @ApiOkResponse({ type: AgentStats })
  async stats(@Param('id') id: string, @Query() { hours = DEFAULT_HOURS }: AgentStatsQuery): Promise<AgentStats> {
    const statistics = await this.registry.statistics(id, hours);
    return { agent_id: id, hours, ...statistics, success_rate: successRate(statistics) };
  }

  @Get('health')
  @ApiOperation({ summary: 'Whether its tasks can start, and how the last ones went' })
  @ApiOkResponse({ type: AgentHealth })
  async health(@Param('id') id: string): Promise<AgentHealth> {
    const agent = await this.registry.get(id);
    const [statistics, workers] = await Promise.all([
      this.registry.statistics(id, HEALTH_HOURS),
      this.workers.list({ team: agent.team }),
    ]);
    return judgeAgent(
      agent,
      statistics,
      workers.filter(({ alive }) => alive),
    );
  }
}
