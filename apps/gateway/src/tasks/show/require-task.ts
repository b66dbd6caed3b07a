import { ProblemCode } from '@cadre/contracts';
import type { TaskReadStore, TaskRow } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { ProblemError } from '../../http/problem.error';
import { visibilityOf } from '../../http/visibility';

/** 404, the same for what never was and for what is somebody else's. */
export function taskNotFound(): ProblemError {
  return new ProblemError(ProblemCode.TaskNotFound, 'There is no such task.');
}

/** The task's row, if the caller may see it. */
export async function requireTask(tasks: TaskReadStore, taskId: string, principal: Principal): Promise<TaskRow> {
  const [row] = await tasks.getMany([taskId], visibilityOf(principal));
  if (!row) throw taskNotFound();
  return row;
}
