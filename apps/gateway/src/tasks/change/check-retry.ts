import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { isTerminal, TaskStatus } from '@cadre/domain';
import { type TaskRetryOptions, TaskReadStore, type TaskRow } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { ProblemError } from '../../http/problem.error';
import { visibilityOf } from '../../http/visibility';
import { AgentDirectory } from '../agents/agent-directory.port';
import { ParameterCheck } from '../submit/parameter-check.port';

/** What the new task takes from the present instead of from the old one. */
export type Renewal = Pick<TaskRetryOptions, 'parameters' | 'agentVersion'>;

/** Judges a retry as the submission it is: by the agent as it is defined now. */
@Injectable()
export class CheckRetry {
  constructor(
    private readonly tasks: TaskReadStore,
    private readonly agents: AgentDirectory,
    private readonly parameters: ParameterCheck,
  ) {}

  /**
   * Refuses with AGENT_NOT_FOUND, or PARAMETERS_INVALID naming the fields. Answers nothing for a task that cannot be
   * retried for other reasons: the command, which holds its row, says which.
   */
  async check(taskId: string, force: boolean, principal: Principal): Promise<Renewal> {
    const visibility = visibilityOf(principal);
    const [old] = await this.tasks.getMany([taskId], visibility);
    if (!old || !mayBeRetried(old, force)) return {};
    const agent = await this.agents.find(old.agent_id);
    if (agent === null) throw new ProblemError(ProblemCode.AgentNotFound, 'Its agent is not there any more.');
    const given = await this.tasks.parameters(taskId);
    if (given.kind !== 'opened') return {};
    const { parameters } = await this.parameters.check(agent, given.value, visibility);
    return { parameters, agentVersion: agent.version };
  }
}

function mayBeRetried({ status }: TaskRow, force: boolean): boolean {
  return isTerminal(status) && (force || status !== TaskStatus.Completed);
}
