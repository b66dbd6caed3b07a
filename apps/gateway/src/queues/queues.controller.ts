import { Controller, Get, Param } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AnyRole } from '../auth/roles.decorator';
import { API } from '../http/paths';
import { teamSlug } from '../http/team-names';
import { LookAtQueues } from './look-at-queues';
import { QueueNumbers, QueueStats, Scaling } from './queue-answers';
import { MetricsSummary, summarize } from './metrics-summary';
import { scaleTeam } from './scale-team';
import { viewQueues } from './view-queues';

@ApiTags('Queues')
@ApiExtraModels(QueueNumbers)
@AnyRole()
@Controller()
export class QueuesController {
  constructor(private readonly queues: LookAtQueues) {}

  @Get(`${API}/queues/stats`)
  @ApiOperation({ summary: 'Depth, pace and waiting time by priority, team and agent' })
  @ApiOkResponse({ type: QueueStats })
  async stats(): Promise<QueueStats> {
    const { groups, workers, timestamp } = await this.queues.look();
    return viewQueues(groups, workers, timestamp);
  }

  @Get(`${API}/scaling/:team`)
  @ApiOperation({ summary: 'How many workers a team could use' })
  @ApiOkResponse({ type: Scaling })
  async scaling(@Param('team') team: string): Promise<Scaling> {
    const { groups, workers, timestamp } = await this.queues.look();
    return scaleTeam(teamSlug(team), groups, workers, timestamp);
  }

  @Get('api/metrics/summary')
  @ApiOperation({ summary: 'The installation in a few numbers' })
  @ApiOkResponse({ type: MetricsSummary })
  async summary(): Promise<MetricsSummary> {
    const { groups, workers, timestamp } = await this.queues.look();
    return summarize(groups, workers, timestamp);
  }
}
