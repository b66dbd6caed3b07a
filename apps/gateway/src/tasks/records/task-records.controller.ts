import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ArtifactStore, TaskReadStore } from '@cadre/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { AnyRole } from '../../auth/roles.decorator';
import { artifactView } from '../../http/artifact-view';
import { EventsQuery, recordLimit } from '../../http/events-query';
import { lastSeqOf, wantsStream } from '../../http/last-event-id';
import { API } from '../../http/paths';
import type { Principal } from '../../http/principal';
import { UuidParam } from '../../http/uuid-param.decorator';
import { requireTask } from '../show/require-task';
import { eventView, storedEvent } from './event-view';
import { attemptView, logPage, logPlace } from './record-views';
import { LogsQuery } from './records.query';
import { StreamEvents } from './stream-events';
import { ArtifactsAnswer, AttemptsAnswer, EventsAnswer, LogsAnswer } from './record-answers';

/** What a task leaves behind: its history, attempts, log lines and files. */
@ApiTags('Tasks')
@AnyRole()
@Controller(`${API}/tasks/:id`)
export class TaskRecordsController {
  constructor(
    private readonly tasks: TaskReadStore,
    private readonly files: ArtifactStore,
    private readonly streamEvents: StreamEvents,
  ) {}

  @Get('events')
  @ApiOperation({ summary: 'The history of a task, or with Accept: text/event-stream its events as they happen' })
  @ApiOkResponse({ type: EventsAnswer })
  async events(
    @UuidParam('id') id: string,
    @Query() query: EventsQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const task = await requireTask(this.tasks, id, principal);
    const after = lastSeqOf(request.headers, query.after);
    void reply.header('vary', 'accept');
    if (!wantsStream(request.raw)) return void reply.send(await this.history(id, after, recordLimit(query.limit)));
    if (this.streamEvents.hasAll(task, after)) return void reply.code(204).send();
    await this.streamEvents.follow(task, after, principal, reply);
  }

  @Get('attempts')
  @ApiOperation({ summary: 'The attempts of a task, oldest first' })
  @ApiOkResponse({ type: AttemptsAnswer })
  async attempts(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<AttemptsAnswer> {
    await requireTask(this.tasks, id, principal);
    return { attempts: (await this.tasks.attempts(id)).map(attemptView) };
  }

  @Get('logs')
  @ApiOperation({ summary: 'The lines a task logged' })
  @ApiOkResponse({ type: LogsAnswer })
  async logs(
    @UuidParam('id') id: string,
    @Query() query: LogsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<LogsAnswer> {
    await requireTask(this.tasks, id, principal);
    const limit = recordLimit(query.limit);
    const lines = await this.tasks.logs(id, {
      limit,
      ...(query.attempt !== undefined && { attempt: query.attempt }),
      ...(query.after !== undefined && { after: logPlace(query.after) }),
    });
    return logPage(lines, limit);
  }

  @Get('artifacts')
  @ApiOperation({ summary: 'The files of a task' })
  @ApiOkResponse({ type: ArtifactsAnswer })
  async artifacts(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ArtifactsAnswer> {
    await requireTask(this.tasks, id, principal);
    const artifacts = (await this.files.ofTask(id)).map(artifactView);
    return { artifacts, total: artifacts.length };
  }

  private async history(id: string, after: number, limit: number): Promise<EventsAnswer> {
    const rows = await this.tasks.events(id, { afterSeq: after, limit });
    const events = rows.map((row) => eventView(storedEvent(row)));
    return { events, next_seq: (events.at(-1)?.seq ?? after) + 1 };
  }
}
