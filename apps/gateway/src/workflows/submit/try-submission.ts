import { Injectable } from '@nestjs/common';
import { judgeChild, judgeTask } from '@cadre/agents';
import { uuidv7 } from '@cadre/crypto';
import {
  type JsonObject,
  MockOutputs,
  type RehearsalSetting,
  rehearseRun,
  type WorkflowDefinition,
  workflowGraph,
  type WorkflowPlan,
} from '@cadre/domain';
import { type NewRun, type TemplateReader, WorkflowTemplateStore } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { invalidFields } from '../../http/problem.error';
import { AgentDirectory } from '../../tasks/agents/agent-directory.port';
import { readerOf } from '../definition/template-reader';
import { PrepareRun } from './prepare-run';
import { type RehearsalAnswer, rehearsalAnswer } from './rehearsal-answers';
import type { ValidationAnswer } from './submit-answers';
import type { SubmitWorkflowBody } from './submit-workflow.body';

/** Tells what would come of a submission. Starts and stores nothing. */
@Injectable()
export class TrySubmission {
  constructor(
    private readonly prepareRun: PrepareRun,
    private readonly agents: AgentDirectory,
    private readonly templates: WorkflowTemplateStore,
  ) {}

  /** Whether it would be accepted. */
  async validate(body: SubmitWorkflowBody, principal: Principal): Promise<ValidationAnswer> {
    const { run, plan } = await this.prepareRun.prepare(uuidv7(), body, principal);
    const { name, totalSteps: total_steps, inputs } = run;
    return { valid: true, name, total_steps, inputs, graph: workflowGraph(plan) };
  }

  /** What the run would do, and come to, if its steps answered with the body's mocks. */
  async rehearse(body: SubmitWorkflowBody, principal: Principal): Promise<RehearsalAnswer> {
    const { run, plan } = await this.prepareRun.prepare(uuidv7(), body, principal);
    // Whatever stands in a body is JSON.
    const read = MockOutputs.read(plan, (body.mock_outputs ?? {}) as JsonObject);
    if (!read.ok) {
      throw invalidFields(...read.errors.map(({ path, message }) => ({ path: `/mock_outputs${path}`, message })));
    }
    const agents = new Map([...(await this.agents.all())].map((agent) => [agent.agent_id, agent]));
    const children = await this.childrenOf(plan, readerOf(principal));
    const rehearsal = rehearseRun(plan, read.mocks, {
      ...settingOf(run, new Date()),
      judgeTask: (agentId, parameters) => judgeTask(agentId, agents.get(agentId), parameters),
      judgeChild: (name, version, inputs) => judgeChild(name, children.get(keyOf(name, version)), inputs),
    });
    return rehearsalAnswer(run, rehearsal);
  }

  private async childrenOf({ nodes }: WorkflowPlan, reader: TemplateReader): Promise<Map<string, WorkflowDefinition>> {
    const children = new Map<string, WorkflowDefinition>();
    for (const { definition } of nodes.values()) {
      if (definition.type !== 'workflow') continue;
      const { template, version } = definition;
      const key = keyOf(template, version ?? null);
      const found = children.has(key) ? null : await this.templates.get(template, reader, version);
      if (found?.definition.kind === 'opened') children.set(key, found.definition.value);
    }
    return children;
  }
}

function settingOf({ workflowId, ...run }: NewRun, now: Date): Pick<RehearsalSetting, 'inputs' | 'workflow' | 'nowMs'> {
  const workflow = {
    ...{ id: workflowId, name: run.name, external_id: run.externalId, template: run.template?.templateId ?? null },
    ...{ version: run.template?.version ?? null, started_at: now.toISOString() },
  };
  // Whatever stands in a body is JSON, and so are the defaults of a schema.
  return { inputs: run.inputs as JsonObject, workflow, nowMs: now.getTime() };
}

function keyOf(template: string, version: number | null): string {
  return `${template}@${version ?? 'active'}`;
}
