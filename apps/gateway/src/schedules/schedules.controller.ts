import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Calendar, dueOf, upcomingInstants } from '@cadre/domain';
import { type Origin, type ScheduleDetails, ScheduleStore } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { requireMatch } from '../http/etag';
import { RequestOrigin } from '../http/origin.decorator';
import { pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { UuidParam } from '../http/uuid-param.decorator';
import { visibilityOf } from '../http/visibility';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { type Changer, RequestChanger } from './changer.decorator';
import { CALENDAR } from './calendar.token';
import { ChangeSchedule } from './change-schedule';
import { CreateSchedule } from './create-schedule';
import { ScheduleAnswer, SchedulePage, ScheduleRunPage, UpcomingAnswer } from './schedule-answers';
import { refusalOf, scheduleNotFound } from './schedule-problems';
import { scheduleItem, scheduleRunItem, shown } from './schedule-view';
import { ChangeScheduleBody, CreateRecurringBody, CreateScheduleBody } from './schedule.body';
import { RunsQuery, SchedulesQuery, UpcomingQuery } from './schedule.query';

const IF_MATCH = { name: 'If-Match', required: false, description: 'The ETag that was read; a stale one is refused' };

/** Rules that submit work at a time, once or repeatedly. */
@ApiTags('Schedules')
@Controller(`${API}/schedules`)
export class SchedulesController {
  constructor(
    private readonly store: ScheduleStore,
    private readonly createSchedule: CreateSchedule,
    private readonly changeSchedule: ChangeSchedule,
    @Inject(CALENDAR) private readonly calendar: Calendar,
  ) {}

  @Post()
  @Roles('admin', 'user')
  @Idempotent()
  @ApiOperation({ summary: 'Make a schedule: one-time with execute_at, recurring with cron_expression' })
  @ApiCreatedResponse({ type: ScheduleAnswer })
  async create(
    @Body() body: CreateScheduleBody,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleAnswer> {
    return created(reply, await this.createSchedule.create(body, principal, origin));
  }

  @Post('recurring')
  @Roles('admin', 'user')
  @Idempotent()
  @ApiOperation({ summary: 'Make a recurring schedule' })
  @ApiCreatedResponse({ type: ScheduleAnswer })
  async createRecurring(
    @Body() body: CreateRecurringBody,
    @CurrentPrincipal() principal: Principal,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleAnswer> {
    const recurring = { ...body, schedule_type: 'recurring' as const };
    return created(reply, await this.createSchedule.create(recurring, principal, origin));
  }

  @Get()
  @AnyRole()
  @ApiOperation({ summary: 'Schedules, newest first' })
  @ApiOkResponse({ type: SchedulePage })
  async list(
    @Query() query: SchedulesQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SchedulePage> {
    const page = pageOf(query);
    const { schedules, ...counted } = await this.store.list({ ...query, visibility: visibilityOf(principal), ...page });
    return { schedules: schedules.map(scheduleItem), ...tellPage(reply, page, counted) };
  }

  @Get(':id')
  @AnyRole()
  @ApiOperation({ summary: 'One schedule, with what it hands over' })
  @ApiOkResponse({ type: ScheduleAnswer })
  async show(
    @UuidParam('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleAnswer> {
    return shown(reply, await this.find(id, principal));
  }

  @Patch(':id')
  @Roles('admin', 'user')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Change a schedule; when it fires next is worked out anew' })
  @ApiOkResponse({ type: ScheduleAnswer })
  async change(
    @UuidParam('id') id: string,
    @Body() body: ChangeScheduleBody,
    @RequestChanger() changer: Changer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleAnswer> {
    return shown(reply, await this.changeSchedule.change(id, body, changer));
  }

  @Delete(':id')
  @Roles('admin', 'user')
  @HttpCode(204)
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Delete a schedule and its runs; its tasks stay' })
  @ApiNoContentResponse()
  async remove(@UuidParam('id') id: string, @RequestChanger() changer: Changer): Promise<void> {
    const { principal, origin, ifMatch } = changer;
    const { row_version } = await this.find(id, principal);
    requireMatch(ifMatch, row_version);
    const ifVersion = ifMatch === undefined ? {} : { ifVersion: row_version };
    const outcome = await this.store.remove(id, { visibility: visibilityOf(principal), origin, ...ifVersion });
    if (outcome.kind !== 'removed') throw refusalOf(outcome);
  }

  @Get(':id/upcoming')
  @AnyRole()
  @ApiOperation({ summary: 'When it fires next, or would if it were resumed' })
  @ApiOkResponse({ type: UpcomingAnswer })
  async upcoming(
    @UuidParam('id') id: string,
    @Query() { count = 10 }: UpcomingQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UpcomingAnswer> {
    const schedule = await this.find(id, principal);
    const upcoming = instantsAhead(schedule, this.calendar, await this.store.now(), count);
    return { schedule_id: id, timezone: schedule.timezone, upcoming };
  }

  @Get(':id/runs')
  @AnyRole()
  @ApiOperation({ summary: 'What became of its firings, newest first' })
  @ApiOkResponse({ type: ScheduleRunPage })
  async runs(
    @UuidParam('id') id: string,
    @Query() query: RunsQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleRunPage> {
    await this.find(id, principal);
    const page = pageOf(query);
    const { runs, ...counted } = await this.store.runs(id, page);
    return { runs: runs.map(scheduleRunItem), ...tellPage(reply, page, counted) };
  }

  private async find(id: string, principal: Principal): Promise<ScheduleDetails> {
    const schedule = await this.store.get(id, visibilityOf(principal));
    if (schedule === null) throw scheduleNotFound();
    return schedule;
  }
}

function created(reply: FastifyReply, schedule: ScheduleDetails): ScheduleAnswer {
  void reply.header('location', `/${API}/schedules/${schedule.schedule_id}`);
  return shown(reply, schedule);
}

function instantsAhead(schedule: ScheduleDetails, calendar: Calendar, now: Date, count: number): Date[] {
  const { schedule_id: scheduleId, jitter_seconds: jitterSeconds, cron_expression, timezone, execute_at } = schedule;
  const instants =
    cron_expression === null
      ? [execute_at?.getTime() ?? 0].filter((instant) => instant > now.getTime())
      : upcomingInstants(calendar.recurrence({ cron_expression, timezone }), now.getTime(), count);
  return instants.map((instant) => new Date(dueOf({ scheduleId, jitterSeconds }, instant)));
}
