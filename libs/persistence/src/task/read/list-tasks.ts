import { unnamedStatement, type Queryable } from '../../database/statement';
import { boundedCount } from '../../query/bounded-count';
import type { Conditions } from '../../query/conditions';
import type { CursorCodec, CursorPosition } from '../../query/cursor';
import { TASK_COLUMNS, type TaskRow } from '../task-row';
import { taskConditions } from './task-conditions';
import type { TaskListQuery, TaskPage, TaskSort, TaskSortField } from './task-list-query';
import { type TaskSource, taskSource } from './task-source';

interface SortKey {
  /** Never null, and follows an index where there is one. */
  readonly expression: string;
  readonly type: string;
}

/** The one list of what can be sorted by besides the order of submission, which breaks the ties. */
const SORT_KEYS: Readonly<Record<Exclude<TaskSortField, 'submitted_at'>, SortKey>> = {
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
  const source = taskSource(query.filter);
  const conditions = taskConditions(query.visibility, query.filter);
  const total = query.cursor === undefined ? await boundedCount(db, source.counted, conditions) : {};
  if (query.cursor) addPlace(conditions, source, sort, cursors.decode(query.cursor, list));
  const rows = await readPage(db, source, conditions, query);
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
  source: TaskSource,
  conditions: Conditions,
  { sort = NEWEST_FIRST, limit, offset }: TaskListQuery,
): Promise<PlacedRow[]> {
  const { expression } = sortKey(source, sort.field);
  const order = sort.direction === 'asc' ? 'ASC' : 'DESC';
  const text = `
    SELECT ${TASK_COLUMNS}, (${expression})::text AS sort_value
      FROM ${source.rows} ${conditions.where}
     ORDER BY ${expression} ${order}${sort.field === 'submitted_at' ? '' : `, ${source.place}.submit_no ${order}`}
     LIMIT ${conditions.parameter(limit + 1)} OFFSET ${conditions.parameter(offset ?? 0)}`;
  return db.query(unnamedStatement<PlacedRow>(text), conditions.parameters);
}

function addPlace(
  conditions: Conditions,
  source: TaskSource,
  { field, direction }: TaskSort,
  position: CursorPosition,
): void {
  const { expression, type } = sortKey(source, field);
  const comparison = direction === 'asc' ? '>' : '<';
  const value = `${conditions.parameter(position.value)}::${type}`;
  if (field === 'submitted_at') conditions.addText(`${expression} ${comparison} ${value}`);
  else {
    const id = `${conditions.parameter(position.id)}::bigint`;
    conditions.addText(`(${expression}, ${source.place}.submit_no) ${comparison} (${value}, ${id})`);
  }
}

function sortKey({ place }: TaskSource, field: TaskSortField): SortKey {
  return field === 'submitted_at' ? { expression: `${place}.submit_no`, type: 'bigint' } : SORT_KEYS[field];
}

function withoutSortValue({ sort_value: _value, ...task }: PlacedRow): TaskRow {
  return task;
}
