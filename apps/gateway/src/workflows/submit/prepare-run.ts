import { Injectable } from '@nestjs/common';
import { planDefinition, type WorkflowPlan } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import type { NewRun, TemplateDetails } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { checkInputs } from '../definition/check-inputs';
import { countSteps } from '../definition/count-steps';
import { DefinitionCheck } from '../definition/definition-check.port';
import { TemplateCheck } from '../definition/template-check.port';
import { readerOf } from '../definition/template-reader';
import { chooseForm, type SubmissionForm } from './choose-form';
import type { SubmitWorkflowBody } from './submit-workflow.body';

export interface PreparedRun {
  readonly run: NewRun;
  readonly plan: WorkflowPlan;
}

type Pinned = Pick<NewRun, 'name' | 'template' | 'definition' | 'inputs' | 'totalSteps'>;

/** Turns a submission into the run that would be accepted, or refuses it. */
@Injectable()
export class PrepareRun {
  constructor(
    private readonly definitions: DefinitionCheck,
    private readonly templates: TemplateCheck,
  ) {}

  async prepare(workflowId: string, body: SubmitWorkflowBody, principal: Principal): Promise<PreparedRun> {
    const form = chooseForm(body);
    const { plan, ...pinned } = await (form.kind === 'template'
      ? this.ofTemplate(form, principal)
      : this.ofDefinition(form, principal));
    const run: NewRun = {
      ...{ workflowId, externalId: body.workflow_id ?? null, tenant: principal.tenant },
      ...{ submittedBy: principal.userId, submittedByEmail: principal.email, ...pinned },
      traceParent: null,
    };
    return { run, plan };
  }

  private async ofTemplate(
    { name, version, values: given }: Extract<SubmissionForm, { kind: 'template' }>,
    principal: Principal,
  ): Promise<Pinned & { plan: WorkflowPlan }> {
    const use = { name, version, inputs: given };
    const { template, definition, inputs } = await this.templates.check(use, readerOf(principal));
    const plan = planDefinition(definition, parseCondition);
    const totalSteps = countSteps(plan);
    return { plan, name: definition.name, definition, inputs, totalSteps, template: versionOf(template) };
  }

  private async ofDefinition(
    form: Extract<SubmissionForm, { kind: 'definition' }>,
    principal: Principal,
  ): Promise<Pinned & { plan: WorkflowPlan }> {
    const { definition, plan, totalSteps } = await this.definitions.check(form.definition, readerOf(principal));
    const inputs = checkInputs(definition, form.values, '/input_values');
    return { plan, name: definition.name, definition, inputs, totalSteps, template: null };
  }
}

function versionOf({ template_id, version }: TemplateDetails): NewRun['template'] {
  return { templateId: template_id, version: version.version };
}
