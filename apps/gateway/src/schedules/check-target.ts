import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { effectiveTimeLimits } from '@cadre/domain';
import type { AgentRow, Visibility } from '@cadre/persistence';
import { invalidFields, ProblemError } from '../http/problem.error';
import { AgentDirectory } from '../tasks/agents/agent-directory.port';
import { type CheckedParameters, ParameterCheck } from '../tasks/submit/parameter-check.port';
import type { ScheduleDraft } from './draft-schedule';

export interface CheckedTarget extends CheckedParameters {
  readonly agent: AgentRow;
}

type Target = Pick<ScheduleDraft, 'agent_id' | 'template' | 'payload' | 'task_options'>;

/** Whether what a schedule is to fire could be fired now, in the name of its owner. */
@Injectable()
export class CheckTarget {
  constructor(
    private readonly agents: AgentDirectory,
    private readonly parameters: ParameterCheck,
  ) {}

  /** Throws AGENT_NOT_FOUND, PARAMETERS_INVALID, VALIDATION_FAILED or SCHEDULE_TARGET_UNSUPPORTED. */
  async check({ agent_id, template, payload, task_options }: Target, visibility: Visibility): Promise<CheckedTarget> {
    if (template !== null) throw templatesUnsupported();
    const agent = await this.agents.find(agent_id ?? '');
    if (agent === null) throw new ProblemError(ProblemCode.AgentNotFound, 'There is no such agent.');
    requireTimeout(task_options.timeout_seconds, agent);
    return { agent, ...(await this.parameters.check(agent, payload, visibility)) };
  }
}

function requireTimeout(seconds: number | undefined, { definition }: AgentRow): void {
  const { timeoutSeconds } = effectiveTimeLimits(definition.limits);
  if (seconds === undefined || seconds <= timeoutSeconds) return;
  throw invalidFields({
    path: '/timeout_seconds',
    message: `must be at most ${timeoutSeconds}, which is what the agent allows`,
  });
}

function templatesUnsupported(): ProblemError {
  const detail = 'Schedules of this version fire tasks of agents; workflow templates cannot be scheduled yet.';
  const errors = [{ path: '/template', message: 'cannot be scheduled yet' }];
  return new ProblemError(ProblemCode.ScheduleTargetUnsupported, detail, { errors });
}
