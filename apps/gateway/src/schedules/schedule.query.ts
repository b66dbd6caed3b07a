import { ScheduleStatus } from '@cadre/domain';
import type { ScheduleType } from '@cadre/persistence';
import { TextField } from '../http/fields';
import { PageQuery } from '../http/page';
import { EnumQuery, IntegerQuery } from '../http/query-fields';
import { SCHEDULE_TYPES } from './schedule.body';

/** GET /schedules; all given filters must hold. */
export class SchedulesQuery extends PageQuery {
  @EnumQuery(Object.values(ScheduleStatus))
  status?: ScheduleStatus;

  @EnumQuery(SCHEDULE_TYPES)
  schedule_type?: ScheduleType;

  @TextField({ max: 100, optional: true })
  agent_id?: string;

  @TextField({ max: 200, optional: true })
  template?: string;

  @TextField({ max: 100, optional: true, description: 'Part of a name or of an agent' })
  q?: string;
}

/** GET /schedules/{id}/upcoming */
export class UpcomingQuery {
  @IntegerQuery({ min: 1, max: 100, default: 10 })
  count?: number;
}

/** GET /schedules/{id}/runs */
export class RunsQuery extends PageQuery {}
