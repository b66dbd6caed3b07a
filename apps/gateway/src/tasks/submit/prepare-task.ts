import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { type NewTask, TaskReadStore } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { invalidFields, ProblemError } from '../../http/problem.error';
import { visibilityOf } from '../../http/visibility';
import { AgentDirectory } from '../agents/agent-directory.port';
import { draftTask } from './draft-task';
import { ParameterCheck } from './parameter-check.port';
import type { SubmitTaskBody } from './submit-task.body';
import type { Submitter } from './submitter';

/** Turns a submission into the task that would be accepted, or refuses it. */
@Injectable()
export class PrepareTask {
  constructor(
    private readonly agents: AgentDirectory,
    private readonly parameters: ParameterCheck,
    private readonly tasks: TaskReadStore,
  ) {}

  async prepare(
    taskId: string,
    body: SubmitTaskBody,
    { principal, origin }: Pick<Submitter, 'principal' | 'origin'>,
  ): Promise<NewTask> {
    const agent = await this.agents.find(body.agent_id);
    if (agent === null) throw new ProblemError(ProblemCode.AgentNotFound, 'There is no such agent.');
    const draft = draftTask({ taskId, body, agent, principal, nowMs: Date.now() });
    const visibility = visibilityOf(principal);
    const checked = await this.parameters.check(agent, body.parameters ?? {}, visibility);
    if (draft.parentTaskId !== null) await this.requireParent(draft.parentTaskId, principal);
    return { ...draft, ...checked, traceParent: origin.traceParent ?? null };
  }

  private async requireParent(taskId: string, principal: Principal): Promise<void> {
    const [parent] = await this.tasks.getMany([taskId], visibilityOf(principal));
    if (parent) return;
    throw invalidFields({ path: '/parent_task_id', message: 'is not a task of yours' });
  }
}
