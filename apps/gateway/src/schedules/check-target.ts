import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { effectiveTimeLimits } from '@cadre/domain';
import type { AgentRow } from '@cadre/persistence';
import { invalidFields, ProblemError } from '../http/problem.error';
import { AgentDirectory } from '../tasks/agents/agent-directory.port';
import { type CheckedParameters, ParameterCheck } from '../tasks/submit/parameter-check.port';
import { type CheckedTemplate, TemplateCheck } from '../workflows/definition/template-check.port';
import type { ScheduleDraft } from './draft-schedule';
import type { ScheduleOwner } from './schedule-owner';

export type CheckedTarget =
  | ({ readonly kind: 'task'; readonly agent: AgentRow } & CheckedParameters)
  | ({ readonly kind: 'workflow' } & CheckedTemplate);

type Target = Pick<ScheduleDraft, 'agent_id' | 'template' | 'template_version' | 'payload' | 'task_options'>;

/** Whether what a schedule is to fire could be fired now, in the name of its owner. */
@Injectable()
export class CheckTarget {
  constructor(
    private readonly agents: AgentDirectory,
    private readonly parameters: ParameterCheck,
    private readonly templates: TemplateCheck,
  ) {}

  /** Throws AGENT_NOT_FOUND, PARAMETERS_INVALID, TEMPLATE_NOT_FOUND, INPUTS_INVALID or VALIDATION_FAILED. */
  async check(target: Target, owner: ScheduleOwner): Promise<CheckedTarget> {
    const { agent_id, template: name, template_version, payload: inputs } = target;
    if (name === null) return { kind: 'task', ...(await this.checkTask(agent_id ?? '', target, owner)) };
    const version = template_version ?? undefined;
    return { kind: 'workflow', ...(await this.templates.check({ name, version, inputs }, owner.reader)) };
  }

  private async checkTask(agentId: string, { payload, task_options }: Target, { visibility }: ScheduleOwner) {
    const agent = await this.agents.find(agentId);
    if (agent === null) throw new ProblemError(ProblemCode.AgentNotFound, 'There is no such agent.');
    requireTimeout(task_options.timeout_seconds, agent);
    return { agent, ...(await this.parameters.check(agent, payload, visibility)) };
  }
}

/** The files that a schedule may hand over: those of a workflow are judged step by step, when they are used. */
export function filesOf(target: CheckedTarget): readonly string[] {
  return target.kind === 'task' ? target.inputArtifacts : [];
}

function requireTimeout(seconds: number | undefined, { definition }: AgentRow): void {
  const { timeoutSeconds } = effectiveTimeLimits(definition.limits);
  if (seconds === undefined || seconds <= timeoutSeconds) return;
  throw invalidFields({
    path: '/timeout_seconds',
    message: `must be at most ${timeoutSeconds}, which is what the agent allows`,
  });
}
