import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { renderGraph } from '@cadre/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole } from '../auth/roles.decorator';
import { EventsQuery, recordLimit } from '../http/events-query';
import { lastSeqOf, wantsStream } from '../http/last-event-id';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { WorkflowEventsAnswer } from './records/record-answers';
import { RunHistory } from './records/run-history';
import { GraphAnswer } from './show/graph-answers';
import { ShowWorkflow } from './show/show-workflow';
import { GraphQuery } from './show/workflows.query';
import { WorkflowId } from './workflow-id.decorator';

/** What can be drawn and told of a run. */
@ApiTags('Workflows')
@AnyRole()
@Controller(`${API}/workflows/:id`)
export class WorkflowRecordsController {
  constructor(
    private readonly showWorkflow: ShowWorkflow,
    private readonly history: RunHistory,
  ) {}

  @Get('graph')
  @ApiOperation({ summary: 'The steps of a run and what waits for what, for drawing' })
  @ApiOkResponse({ type: GraphAnswer })
  async graph(
    @WorkflowId() id: string,
    @Query() { format }: GraphQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GraphAnswer | string> {
    const graph = await this.showWorkflow.graph(id, principal);
    if (format !== 'text') return graph;
    void reply.type('text/plain; charset=utf-8');
    return `${renderGraph(graph)}\n`;
  }

  @Get('events')
  @ApiOperation({ summary: 'The history of a run, or with Accept: text/event-stream its events as they happen' })
  @ApiOkResponse({ type: WorkflowEventsAnswer })
  async events(
    @WorkflowId() id: string,
    @Query() query: EventsQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const run = await this.showWorkflow.find(id, principal);
    const after = lastSeqOf(request.headers, query.after);
    void reply.header('vary', 'accept');
    if (!wantsStream(request.raw)) {
      return void reply.send(await this.history.page(run, after, recordLimit(query.limit)));
    }
    if (this.history.hasAll(run, after)) return void reply.code(204).send();
    await this.history.follow(run, after, principal, reply);
  }
}
