import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeadLetterStore, type Origin } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { Roles } from '../auth/roles.decorator';
import { RequestOrigin } from '../http/origin.decorator';
import { pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import { UuidParam } from '../http/uuid-param.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { listFilterOf } from './dead-letter-filter';
import { deadLetterAnswer, deadLetterItem } from './dead-letter-view';
import { DiscardDeadLetter } from './discard-dead-letter';
import { DeadLetterAnswer, DeadLetterGroups, DeadLetterPage } from './dlq-answers';
import { ResubmitBody, ResubmitManyBody } from './dlq.body';
import { DeadLettersQuery, GroupsQuery } from './dlq.query';
import { DiscardAnswer, ResubmitAnswer, ResubmitManyAnswer } from './resubmit-answers';
import { deadLetterNotFound, ResubmitDeadLetter } from './resubmit-dead-letter';
import { ResubmitMany } from './resubmit-many';

const MAX_GROUPS = 100;

/** Tasks that will not be tried again unless an admin says so. */
@ApiTags('Dead letters')
@Roles('admin')
@Controller(`${API}/dlq`)
export class DlqController {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly resubmitDeadLetter: ResubmitDeadLetter,
    private readonly resubmitMany: ResubmitMany,
    private readonly discardDeadLetter: DiscardDeadLetter,
  ) {}

  @Get('tasks')
  @ApiOperation({ summary: 'Dead letters, newest first' })
  @ApiOkResponse({ type: DeadLetterPage })
  async list(
    @Query() query: DeadLettersQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeadLetterPage> {
    const page = pageOf(query);
    const { tasks, ...counted } = await this.letters.list({ ...listFilterOf(query), ...page });
    return { tasks: tasks.map(deadLetterItem), ...tellPage(reply, page, counted) };
  }

  @Get('tasks/:id')
  @ApiOperation({ summary: 'One dead letter, by its own id or its task’s' })
  @ApiOkResponse({ type: DeadLetterAnswer })
  async show(@UuidParam('id') id: string): Promise<DeadLetterAnswer> {
    const letter = await this.letters.get(id);
    if (letter === null) throw deadLetterNotFound();
    return deadLetterAnswer(letter);
  }

  @Get('groups')
  @ApiOperation({ summary: 'Dead letters of the same agent with the same error, largest groups first' })
  @ApiOkResponse({ type: DeadLetterGroups })
  async groups(@Query() { since, state, limit = 50 }: GroupsQuery): Promise<DeadLetterGroups> {
    const groups = await this.letters.groups({
      limit: Math.min(limit, MAX_GROUPS),
      ...(state && { state }),
      ...(since !== undefined && { since: new Date(since) }),
    });
    return { groups, total: groups.length };
  }

  @Post('tasks/:id/resubmit')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ summary: 'Make a new task of a dead letter' })
  @ApiOkResponse({ type: ResubmitAnswer })
  resubmit(
    @UuidParam('id') id: string,
    @Body() body: ResubmitBody,
    @RequestOrigin() origin: Origin,
  ): Promise<ResubmitAnswer> {
    return this.resubmitDeadLetter.resubmit(id, body, origin);
  }

  @Post('resubmit')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ summary: 'Make new tasks of open dead letters, by filter or group' })
  @ApiOkResponse({ type: ResubmitManyAnswer })
  resubmitAll(@Body() body: ResubmitManyBody, @RequestOrigin() origin: Origin): Promise<ResubmitManyAnswer> {
    return this.resubmitMany.resubmit(body, origin);
  }

  @Delete('tasks/:id')
  @ApiOperation({ summary: 'Settle a dead letter without another try' })
  @ApiOkResponse({ type: DiscardAnswer })
  discard(@UuidParam('id') id: string, @RequestOrigin() origin: Origin): Promise<DiscardAnswer> {
    return this.discardDeadLetter.discard(id, origin);
  }
}
