import type { TaskStatus } from '@cadre/domain';
import type { Visibility } from '../../visibility/visibility';
import type { TaskRow } from '../task-row';

/** What a list of tasks can be narrowed to. Times are those of the submission. */
export interface TaskFilter {
  readonly agent_id?: string;
  readonly team?: string;
  readonly status?: readonly TaskStatus[];
  readonly priority?: readonly number[];
  readonly tag?: string;
  readonly submitted_by?: string;
  readonly workflow_id?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Found in ids, tags, agent, error text and metadata; never in payloads. */
  readonly q?: string;
}

export const TASK_SORT_FIELDS = ['submitted_at', 'updated_at', 'completed_at', 'priority'] as const;
export type TaskSortField = (typeof TASK_SORT_FIELDS)[number];

export interface TaskSort {
  readonly field: TaskSortField;
  readonly direction: 'asc' | 'desc';
}

export interface TaskListQuery {
  readonly visibility: Visibility;
  readonly filter: TaskFilter;
  /** Default: newest submission first. */
  readonly sort?: TaskSort;
  readonly limit: number;
  /** Pages by number; answers a total. */
  readonly offset?: number;
  /** Pages by place, stable under inserts; what `next_cursor` said, or an empty text for the first page. */
  readonly cursor?: string;
}

export interface TaskPage {
  readonly tasks: TaskRow[];
  /** Only when paging by offset. Exact to 10,000. */
  readonly total?: number;
  readonly total_estimated?: boolean;
  /** Null on the last page. */
  readonly next_cursor: string | null;
}
