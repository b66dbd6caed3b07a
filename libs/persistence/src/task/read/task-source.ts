import type { TaskStatus } from '@cadre/domain';
import type { TaskFilter } from './task-list-query';

/** What a list of tasks is read from. */
export interface TaskSource {
  /** Rows to read; the task itself is `task`. */
  readonly rows: string;
  /** The same for counting: what no condition needs is not joined. */
  readonly counted: string;
  /** Where submit_no, tenant, agent_id and submitted_by are compared. */
  readonly place: 'listed' | 'task';
}

const LISTED: TaskSource = {
  rows: 'task_listing AS listed JOIN tasks AS task ON task.task_id = listed.task_id',
  counted: 'task_listing AS listed LEFT JOIN tasks AS task ON task.task_id = listed.task_id',
  place: 'listed',
};
const ITSELF: TaskSource = { rows: 'tasks AS task', counted: 'tasks AS task', place: 'task' };

/** Statuses that an index of their own holds, and that are rare among all tasks. */
const RARE: readonly (readonly TaskStatus[])[] = [
  ['failed', 'timeout', 'cancelled'],
  ['queued', 'claimed', 'running'],
  ['scheduled', 'retry'],
];

/** The listing, in order of submission; the tasks themselves when only rare ones are asked for, or those of one run. */
export function taskSource({ status, workflow_id: run }: TaskFilter): TaskSource {
  const asked = status ?? [];
  const rare = RARE.some((statuses) => asked.length > 0 && asked.every((one) => statuses.includes(one)));
  return rare || run !== undefined ? ITSELF : LISTED;
}
