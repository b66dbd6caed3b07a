import { PRIORITY_NAMES, TaskStatus } from '@cadre/domain';
import { TASK_SORT_FIELDS } from '@cadre/persistence';
import { TextField, TimeField, UuidField } from '../../http/fields';
import { CursorPageQuery } from '../../http/page';
import { EnumListQuery, EnumQuery } from '../../http/query-fields';

/** `priority` ascending, `-priority` descending. */
const SORTS = TASK_SORT_FIELDS.flatMap((field) => [field, `-${field}`]);

/** GET /tasks; all given filters must hold. */
export class ListTasksQuery extends CursorPageQuery {
  @TextField({ max: 100, optional: true })
  agent_id?: string;

  @TextField({ max: 100, optional: true, description: 'Slug or name: testing, TEST_AGENT' })
  team?: string;

  @EnumListQuery(Object.values(TaskStatus), { description: 'May be given several times' })
  status?: TaskStatus[];

  @EnumListQuery(PRIORITY_NAMES, { description: 'May be given several times' })
  priority?: string[];

  @TextField({ max: 100, optional: true })
  tag?: string;

  @UuidField({ optional: true })
  submitted_by?: string;

  @UuidField({ optional: true, description: 'Only tasks of steps of this run' })
  workflow_id?: string;

  @TimeField({ optional: true, description: 'Submitted at this instant or later' })
  since?: string;

  @TimeField({ optional: true, description: 'Submitted before this instant' })
  until?: string;

  @TextField({ max: 200, optional: true, description: 'Searches ids, tags, agent, error text and metadata' })
  q?: string;

  @EnumQuery(SORTS, { default: '-submitted_at' })
  sort?: string;
}
