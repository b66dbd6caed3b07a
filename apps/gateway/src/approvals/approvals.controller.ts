import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApprovalStore, type Commander } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { RequestCommander } from '../http/commander.decorator';
import { pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { UuidParam } from '../http/uuid-param.decorator';
import { visibilityOf } from '../http/visibility';
import { ApprovalAnswer, ApprovalItem, ApprovalList } from './approval-answers';
import { approvalAnswer, approvalItem } from './approval-view';
import { ApprovalBody, ApprovalsQuery } from './approvals.query';
import { approvalNotFound, DecideApproval } from './decide-approval';

/** Calls of tools that wait for a person. Whoever may see the task may see and decide them. */
@ApiTags('Approvals')
@Controller(`${API}/approvals`)
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalStore,
    private readonly decideApproval: DecideApproval,
  ) {}

  @Get()
  @AnyRole()
  @ApiOperation({ summary: 'What people are, or were, asked; newest first' })
  @ApiOkResponse({ type: ApprovalList })
  async list(
    @Query() query: ApprovalsQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApprovalList> {
    const page = pageOf(query);
    const { approvals, total } = await this.approvals.list({ status: query.status, ...page }, visibilityOf(principal));
    return { approvals: approvals.map(approvalItem), ...tellPage(reply, page, { total }) };
  }

  @Get(':id')
  @AnyRole()
  @ApiOperation({ summary: 'One of them, with the arguments of the call' })
  @ApiOkResponse({ type: ApprovalAnswer })
  async show(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ApprovalAnswer> {
    const details = await this.approvals.get(id, visibilityOf(principal));
    if (details === null) throw approvalNotFound();
    return approvalAnswer(details);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Roles('admin', 'user')
  @ApiOperation({ summary: 'Let the tool be called, once and with these arguments; the first decision counts' })
  @ApiOkResponse({ type: ApprovalItem })
  approve(
    @UuidParam('id') id: string,
    @Body() body: ApprovalBody,
    @RequestCommander() by: Commander,
  ): Promise<ApprovalItem> {
    return this.decideApproval.decide(id, { approved: true, body }, by);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Roles('admin', 'user')
  @ApiOperation({ summary: 'Do not let the tool be called; the model is told and goes on' })
  @ApiOkResponse({ type: ApprovalItem })
  reject(
    @UuidParam('id') id: string,
    @Body() body: ApprovalBody,
    @RequestCommander() by: Commander,
  ): Promise<ApprovalItem> {
    return this.decideApproval.decide(id, { approved: false, body }, by);
  }
}
