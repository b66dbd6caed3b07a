import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { Roles } from '../auth/roles.decorator';
import { RequestOrigin } from '../http/origin.decorator';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { UuidParam } from '../http/uuid-param.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { type Changer, RequestChanger } from './changer.decorator';
import { ChangeSchedule } from './change-schedule';
import { ScheduleAnswer, TriggerAnswer } from './schedule-answers';
import { shown } from './schedule-view';
import { TriggerSchedule } from './trigger-schedule';

const IF_MATCH = { name: 'If-Match', required: false, description: 'The ETag that was read; a stale one is refused' };

@ApiTags('Schedules')
@Roles('admin', 'user')
@Controller(`${API}/schedules/:id`)
export class ScheduleControlController {
  constructor(
    private readonly changeSchedule: ChangeSchedule,
    private readonly triggerSchedule: TriggerSchedule,
  ) {}

  @Post('pause')
  @HttpCode(200)
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Fire no more; what was submitted goes on' })
  @ApiOkResponse({ type: ScheduleAnswer })
  async pause(
    @UuidParam('id') id: string,
    @RequestChanger() changer: Changer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleAnswer> {
    return shown(reply, await this.changeSchedule.pause(id, changer));
  }

  @Post('resume')
  @HttpCode(200)
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Fire again; instants of the pause are not made up for' })
  @ApiOkResponse({ type: ScheduleAnswer })
  async resume(
    @UuidParam('id') id: string,
    @RequestChanger() changer: Changer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleAnswer> {
    return shown(reply, await this.changeSchedule.resume(id, changer));
  }

  @Post('trigger')
  @Idempotent()
  @ApiOperation({ summary: 'Fire now, out of turn; when it fires next stays' })
  @ApiCreatedResponse({ type: TriggerAnswer })
  async trigger(
    @UuidParam('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TriggerAnswer> {
    const answer = await this.triggerSchedule.trigger(id, principal, origin);
    const path = answer.task_id === undefined ? `workflows/${answer.workflow_id}` : `tasks/${answer.task_id}`;
    void reply.header('location', `/${API}/${path}`);
    return answer;
  }
}
