import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { PRIORITIES } from '@cadre/domain';
import { type Origin, type TaskChange, TaskCommandStore } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { type FieldError, invalidFields, ProblemError } from '../../http/problem.error';
import { visibilityOf } from '../../http/visibility';
import { Announcer } from '../../stream/announcer.port';
import { taskNotFound } from '../show/require-task';
import type { TaskSummary } from '../show/task-answers';
import { taskSummary } from '../show/task-view';
import { judgeExpiry, judgeStart, timeOf } from '../submit/task-times';
import type { ChangeTaskBody } from './change-task.body';

/** Changes a task that has not started. */
@Injectable()
export class ChangeTask {
  constructor(
    private readonly commands: TaskCommandStore,
    private readonly announcer: Announcer,
  ) {}

  async change(taskId: string, body: ChangeTaskBody, principal: Principal, origin: Origin): Promise<TaskSummary> {
    const change = readChange(body, Date.now());
    const outcome = await this.commands.patch(taskId, change, { origin, visibility: visibilityOf(principal) });
    switch (outcome.kind) {
      case 'changed':
        this.announcer.announce(outcome.events);
        return taskSummary(outcome.task, Date.now());
      case 'not_changeable':
        throw new ProblemError(
          ProblemCode.TaskNotChangeable,
          `The task is ${outcome.status}; only one that has not started can be changed.`,
        );
      case 'not_found':
        throw taskNotFound();
    }
  }
}

/** What a patch asks for, or a refusal that names its bad fields. */
export function readChange({ priority, execute_at, expires_at, tags }: ChangeTaskBody, nowMs: number): TaskChange {
  const executeAt = execute_at === null ? null : timeOf(execute_at);
  const expiresAt = expires_at === null ? null : timeOf(expires_at);
  const change: TaskChange = {
    ...(priority !== undefined && { priority: PRIORITIES[priority] }),
    ...(execute_at !== undefined && { executeAt }),
    ...(expires_at !== undefined && { expiresAt }),
    ...(tags !== undefined && { tags: [...new Set(tags)] }),
  };
  const errors = [...judgeStart(executeAt, nowMs), ...judgeNewExpiry(expiresAt, executeAt, nowMs)];
  if (Object.keys(change).length === 0) errors.push({ path: '', message: 'must change at least one field' });
  if (errors.length > 0) throw invalidFields(...errors);
  return change;
}

function judgeNewExpiry(expiresAt: Date | null, executeAt: Date | null, nowMs: number): FieldError[] {
  if (expiresAt === null) return [];
  return judgeExpiry(expiresAt, Math.max(nowMs, executeAt?.getTime() ?? nowMs), nowMs);
}
