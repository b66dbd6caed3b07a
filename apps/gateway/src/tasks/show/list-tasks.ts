import { Injectable } from '@nestjs/common';
import { PRIORITIES, type Priority } from '@cadre/domain';
import { type TaskFilter, TaskReadStore, type TaskSort, type TaskSortField } from '@cadre/persistence';
import { pageOf } from '../../http/page';
import type { Principal } from '../../http/principal';
import { invalidFields } from '../../http/problem.error';
import { teamSlug } from '../../http/team-names';
import { visibilityOf } from '../../http/visibility';
import type { ListTasksQuery } from './list-tasks.query';
import type { TaskList } from './task-answers';
import { taskSummary } from './task-view';

/** Lists the tasks somebody may see. */
@Injectable()
export class ListTasks {
  constructor(private readonly tasks: TaskReadStore) {}

  async list(query: ListTasksQuery, principal: Principal): Promise<TaskList> {
    if (query.cursor !== undefined && query.offset !== undefined) {
      throw invalidFields({ path: '/offset', message: 'must not be given together with cursor' });
    }
    const { limit, offset } = pageOf(query);
    const place = query.cursor === undefined ? { offset } : { cursor: query.cursor };
    const sort = sortOf(query.sort);
    const page = await this.tasks.list({
      visibility: visibilityOf(principal),
      filter: filterOf(query),
      ...(sort && { sort }),
      limit,
      ...place,
    });
    const nowMs = Date.now();
    const { tasks, next_cursor, ...total } = page;
    const shownPlace = query.cursor === undefined ? { offset } : {};
    return { tasks: tasks.map((row) => taskSummary(row, nowMs)), ...total, limit, ...shownPlace, next_cursor };
  }
}

function filterOf(query: ListTasksQuery): TaskFilter {
  const { agent_id, team, status, priority, tag, submitted_by, workflow_id, since, until, q } = query;
  return {
    ...(agent_id !== undefined && { agent_id }),
    ...(team !== undefined && { team: teamSlug(team) }),
    ...(status && { status }),
    ...(priority && { priority: priority.flatMap((name) => numbersOf(name as Priority)) }),
    ...(tag !== undefined && { tag }),
    ...(submitted_by !== undefined && { submitted_by: submitted_by.toLowerCase() }),
    ...(workflow_id !== undefined && { workflow_id: workflow_id.toLowerCase() }),
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
    ...(q !== undefined && { q }),
  };
}

/** Numbers between two names are shown under the more urgent one, and found under it. */
function numbersOf(name: Priority): number[] {
  return name === 'low' ? [PRIORITIES.low, 8, 9] : [PRIORITIES[name], PRIORITIES[name] + 1];
}

function sortOf(sort: string | undefined): TaskSort | null {
  if (sort === undefined) return null;
  const descending = sort.startsWith('-');
  return { field: sort.slice(descending ? 1 : 0) as TaskSortField, direction: descending ? 'desc' : 'asc' };
}
