import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { type KeyedHash, uuidv7 } from '@cadre/crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { originOf } from '../http/origin.decorator';
import { pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { invalidFields } from '../http/problem.error';
import { ApiIdempotencyKey } from '../idempotency/idempotent.decorator';
import { idempotencyRequestOf, replay } from '../idempotency/key-use.port';
import { KEYED_HASH } from '../platform/platform.port';
import { ListWorkflows } from './show/list-workflows';
import { ShowWorkflow } from './show/show-workflow';
import { StepPageAnswer, WorkflowPage, WorkflowView } from './show/workflow-answers';
import { StepsQuery, WorkflowQuery, WorkflowsQuery } from './show/workflows.query';
import { RehearsalAnswer } from './submit/rehearsal-answers';
import { ValidationAnswer, WorkflowReceipt } from './submit/submit-answers';
import { SubmitWorkflowBody } from './submit/submit-workflow.body';
import { SubmitWorkflowQuery } from './submit/submit-workflow.query';
import { SubmitWorkflow } from './submit/submit-workflow';
import { TrySubmission } from './submit/try-submission';
import { WorkflowId } from './workflow-id.decorator';

/** Starts runs of workflows and shows them. */
@ApiTags('Workflows')
@Controller(`${API}/workflows`)
export class WorkflowsController {
  constructor(
    private readonly trySubmission: TrySubmission,
    private readonly submitWorkflow: SubmitWorkflow,
    private readonly listWorkflows: ListWorkflows,
    private readonly showWorkflow: ShowWorkflow,
    @Inject(KEYED_HASH) private readonly hash: KeyedHash,
  ) {}

  @Post()
  @Roles('admin', 'user')
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Start a template with its inputs, or a definition with its input_values' })
  @ApiCreatedResponse({ type: WorkflowReceipt })
  @ApiExtraModels(ValidationAnswer, RehearsalAnswer)
  @ApiOkResponse({
    description: 'With validate_only: it would be accepted; with dry_run: what would happen',
    schema: { oneOf: [ValidationAnswer, RehearsalAnswer].map((type) => ({ $ref: getSchemaPath(type) })) },
  })
  async submit(
    @Body() body: SubmitWorkflowBody,
    @Query() query: SubmitWorkflowQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const trial = trialOf(query, body);
    if (trial !== null) {
      void reply.code(200);
      return this.trySubmission[trial](body, principal);
    }
    const submitter = { principal, origin: originOf(request), idempotency: idempotencyRequestOf(request, this.hash) };
    const { answer, replayed } = await this.submitWorkflow.submit(uuidv7(), body, submitter);
    if (replayed) return replay(reply, answer);
    void reply.code(answer.statusCode).header('location', answer.location ?? '');
    return answer.body;
  }

  @Get()
  @AnyRole()
  @ApiOperation({ summary: 'Runs, newest first' })
  @ApiOkResponse({ type: WorkflowPage })
  async list(
    @Query() query: WorkflowsQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkflowPage> {
    const page = pageOf(query);
    const { workflows, ...counted } = await this.listWorkflows.list(query, page, principal);
    return { workflows, ...tellPage(reply, page, counted) };
  }

  @Get(':id')
  @AnyRole()
  @ApiOperation({ summary: 'One run with its steps' })
  @ApiOkResponse({ type: WorkflowView })
  show(
    @WorkflowId() id: string,
    @Query() { include = [] }: WorkflowQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<WorkflowView> {
    return this.showWorkflow.show(id, include, principal);
  }

  @Get(':id/steps')
  @AnyRole()
  @ApiOperation({ summary: 'The steps that something has happened to, page by page: for maps of many elements' })
  @ApiOkResponse({ type: StepPageAnswer })
  async steps(
    @WorkflowId() id: string,
    @Query() query: StepsQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StepPageAnswer> {
    const page = pageOf(query);
    const under = query.under === undefined ? {} : { under: query.under };
    const { steps, total } = await this.showWorkflow.steps(id, { ...page, ...under }, principal);
    return { steps, ...tellPage(reply, page, { total }) };
  }
}

/** What is asked for instead of a run. Mocks are for nothing else: a run that was meant to be tried must not start. */
function trialOf({ validate_only, dry_run }: SubmitWorkflowQuery, body: SubmitWorkflowBody) {
  if (validate_only && dry_run)
    throw invalidFields({ path: '/dry_run', message: 'must not be given with validate_only' });
  if (body.mock_outputs && !dry_run) throw invalidFields({ path: '/mock_outputs', message: 'needs dry_run=true' });
  if (dry_run) return 'rehearse';
  return validate_only ? 'validate' : null;
}
