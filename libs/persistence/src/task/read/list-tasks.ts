import { unnamedStatement, type Queryable } from '../../database/statement';
import { boundedCount } from '../../query/bounded-count';
import type { Conditions } from '../../query/conditions';
import type { CursorCodec, CursorPosition } from '../../query/cursor';
import { TASK_COLUMNS, type TaskRow } from '../task-row';
import { taskConditions } from './task-conditions';
import type { TaskListQuery, TaskPage, TaskSort, TaskSortField } from './task-list-query';

interface SortKey {
  /** Never null, and follows an index where there is one. */
  readonly expression: string;
  readonly type: string;
}

/** The one list of what can be sorted by. Ties are broken by the order of submission. */
const SORT_KEYS: Readonly<Record<TaskSortField, SortKey>> = {
  submitted_at: { expression: 'task.submit_no', type: 'bigint' },
  updated_at: { expression: 'task.updated_at', type: 'timestamptz' },
  completed_at: { expression: `coalesce(task.completed_at, '-infinity')`, type: 'timestamptz' },
  priority: { expression: 'task.priority', type: 'int' },
};
const NEWEST_FIRST: TaskSort = { field: 'submitted_at', direction: 'desc' };

type PlacedRow = TaskRow & { readonly sort_value: string };

/** One page of tasks. Throws InvalidCursorError. */
export async function listTasks(db: Queryable, cursors: CursorCodec, query: TaskListQuery): Promise<TaskPage> {
  const sort = query.sort ?? NEWEST_FIRST;
  const list = { visibility: query.visibility, filter: query.filter, sort };
  const conditions = taskConditions(query.visibility, query.filter);
  const total = query.cursor === undefined ? await boundedCount(db, 'tasks AS task', conditions) : {};
  if (query.cursor) addPlace(conditions, sort, cursors.decode(query.cursor, list));
  const rows = await readPage(db, conditions, sort, query);
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  const position = last && { value: last.sort_value, id: String(last.submit_no) };
  return {
    tasks: rows.slice(0, query.limit).map(withoutSortValue),
    ...total,
    next_cursor: position ? cursors.encode(position, list) : null,
  };
}

/** One row more than asked for says whether there is a next page. */
function readPage(
  db: Queryable,
  conditions: Conditions,
  { field, direction }: TaskSort,
  { limit, offset }: TaskListQuery,
): Promise<PlacedRow[]> {
  const { expression } = SORT_KEYS[field];
  const order = direction === 'asc' ? 'ASC' : 'DESC';
  const text = `
    SELECT ${TASK_COLUMNS}, (${expression})::text AS sort_value
      FROM tasks AS task ${conditions.where}
     ORDER BY ${expression} ${order}${field === 'submitted_at' ? '' : `, task.submit_no ${order}`}
     LIMIT ${conditions.parameter(limit + 1)} OFFSET ${conditions.parameter(offset ?? 0)}`;
  return db.query(unnamedStatement<PlacedRow>(text), conditions.parameters);
}

function addPlace(conditions: Conditions, { field, direction }: TaskSort, position: CursorPosition): void {
  const { expression, type } = SORT_KEYS[field];
  const value = conditions.parameter(position.value);
  const id = conditions.parameter(position.id);
  const comparison = direction === 'asc' ? '>' : '<';
  conditions.addText(`(${expression}, task.submit_no) ${comparison} (${value}::${type}, ${id}::bigint)`);
}

function withoutSortValue({ sort_value: _value, ...task }: PlacedRow): TaskRow {
  return task;
}
