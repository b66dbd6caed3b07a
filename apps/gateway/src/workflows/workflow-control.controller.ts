import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Commander } from '@cadre/persistence';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { Roles } from '../auth/roles.decorator';
import { RequestCommander } from '../http/commander.decorator';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { CancelWorkflowAnswer, DecisionAnswer, SignalAnswer } from './control/control-answers';
import { ControlRun, type RunCommand } from './control/control-run';
import { DecideStep } from './control/decide-step';
import { DecisionBody } from './control/decision.body';
import { SendSignal } from './control/send-signal';
import { SignalBodyPipe } from './control/signal-body.pipe';
import { ShowWorkflow } from './show/show-workflow';
import { WorkflowItem } from './show/workflow-answers';
import { workflowItem } from './show/workflow-item';
import { WorkflowId } from './workflow-id.decorator';

/** What people tell runs, and the steps of runs that wait for them. */
@ApiTags('Workflows')
@Roles('admin', 'user')
@Controller(`${API}/workflows/:id`)
export class WorkflowControlController {
  constructor(
    private readonly controlRun: ControlRun,
    private readonly decideStep: DecideStep,
    private readonly sendSignal: SendSignal,
    private readonly showWorkflow: ShowWorkflow,
  ) {}

  @Delete()
  @ApiOperation({ summary: 'Cancel a run and what runs of it' })
  @ApiOkResponse({ type: CancelWorkflowAnswer })
  async cancel(@WorkflowId() id: string, @RequestCommander() by: Commander): Promise<CancelWorkflowAnswer> {
    const { workflow_id, cancel_requested_at } = await this.controlRun.carryOut('cancel', id, by);
    return { workflow_id, status: 'cancelling', cancel_requested_at: cancel_requested_at ?? new Date() };
  }

  @Post('pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start nothing new; what runs goes on' })
  @ApiOkResponse({ type: WorkflowItem })
  pause(@WorkflowId() id: string, @RequestCommander() by: Commander): Promise<WorkflowItem> {
    return this.item('pause', id, by);
  }

  @Post('resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on with a paused run' })
  @ApiOkResponse({ type: WorkflowItem })
  resume(@WorkflowId() id: string, @RequestCommander() by: Commander): Promise<WorkflowItem> {
    return this.item('resume', id, by);
  }

  @Post('retry')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a failed or cancelled run up again from its failed steps; what is completed stays so',
  })
  @ApiOkResponse({ type: WorkflowItem })
  retry(@WorkflowId() id: string, @RequestCommander() by: Commander): Promise<WorkflowItem> {
    return this.item('retry', id, by);
  }

  @Post('steps/:path/approve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Approve a step that waits for it; the first decision counts' })
  @ApiOkResponse({ type: DecisionAnswer })
  approve(
    @WorkflowId() id: string,
    @Param('path') path: string,
    @Body() body: DecisionBody,
    @RequestCommander() by: Commander,
  ): Promise<DecisionAnswer> {
    return this.decideStep.decide(id, path, { approved: true, body }, by);
  }

  @Post('steps/:path/reject')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reject a step that waits for approval: it fails' })
  @ApiOkResponse({ type: DecisionAnswer })
  reject(
    @WorkflowId() id: string,
    @Param('path') path: string,
    @Body() body: DecisionBody,
    @RequestCommander() by: Commander,
  ): Promise<DecisionAnswer> {
    return this.decideStep.decide(id, path, { approved: false, body }, by);
  }

  @Post('signals/:name')
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({ summary: 'Send a signal, also before a step waits for it; its body is the output of the step' })
  @ApiBody({ schema: { type: 'object', additionalProperties: true }, required: false })
  @ApiAcceptedResponse({ type: SignalAnswer })
  async signal(
    @WorkflowId() id: string,
    @Param('name') name: string,
    @Body(SignalBodyPipe) body: unknown,
    @CurrentPrincipal() principal: Principal,
    @RequestCommander() by: Commander,
  ): Promise<SignalAnswer> {
    return this.sendSignal.send(await this.showWorkflow.find(id, principal), name, body, by);
  }

  private async item(command: RunCommand, id: string, by: Commander): Promise<WorkflowItem> {
    return workflowItem(await this.controlRun.carryOut(command, id, by), Date.now());
  }
}
