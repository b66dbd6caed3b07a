import { cleanText } from '@cadre/domain';
import { Conditions, containing } from '../../query/conditions';
import type { Visibility } from '../../visibility/visibility';
import type { TaskFilter } from './task-list-query';
import { taskSource } from './task-source';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A search by text looks at so many tasks, the newest: its cost must not grow with the history. */
const SEARCHED_TASKS = 200_000;

/** The WHERE clause of a list of tasks, over what `taskSource` names. */
export function taskConditions(visibility: Visibility, filter: TaskFilter): Conditions {
  const { place } = taskSource(filter);
  const conditions = new Conditions();
  if (visibility.kind === 'tenant') conditions.add(visibility.tenant, (value) => `${place}.tenant = ${value}`);
  if (visibility.kind === 'own') conditions.add(visibility.userId, (value) => `${place}.submitted_by = ${value}::uuid`);
  conditions
    .add(filter.agent_id, (value) => `${place}.agent_id = ${value}`)
    .add(filter.team, (value) => `task.team = ${value}`)
    .add(filter.status, (value) => `task.status = ANY (${value}::text[])`)
    .add(filter.priority, (value) => `task.priority = ANY (${value}::int[])`)
    .add(filter.tag, (value) => `${value} = ANY (task.tags)`)
    .add(filter.submitted_by, (value) => `${place}.submitted_by = ${value}::uuid`)
    .add(filter.workflow_id, (value) => `task.workflow_id = ${value}::uuid`)
    .add(filter.since, (value) => `task.submitted_at >= ${value}::timestamptz`)
    .add(filter.until, (value) => `task.submitted_at < ${value}::timestamptz`);
  if (filter.q !== undefined) addSearch(conditions, place, cleanText(filter.q).trim());
  return conditions;
}

function addSearch(conditions: Conditions, place: string, q: string): void {
  if (q === '') return;
  if (UUID.test(q)) {
    conditions.add(
      q,
      (id) => `${id}::uuid IN (task.task_id, task.parent_task_id, task.retried_from, task.submitted_by)
        OR task.metadata::text LIKE '%' || ${id} || '%'`,
    );
    return;
  }
  conditions.addText(`${place}.submit_no > (SELECT coalesce(max(submit_no), 0) FROM task_listing) - ${SEARCHED_TASKS}`);
  conditions.add(
    containing(q),
    (pattern) => `task.task_id::text ILIKE ${pattern} OR task.agent_id ILIKE ${pattern}
      OR array_to_string(task.tags, ' ') ILIKE ${pattern} OR task.error_code ILIKE ${pattern}
      OR task.error_message ILIKE ${pattern} OR task.metadata::text ILIKE ${pattern}`,
  );
}
