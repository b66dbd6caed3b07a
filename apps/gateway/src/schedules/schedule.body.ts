import { MAX_JITTER_SECONDS, MISFIRE_POLICIES, type MisfirePolicy, OVERLAP_POLICIES } from '@cadre/domain';
import { type OverlapPolicy, type Priority, PRIORITY_NAMES } from '@cadre/domain';
import type { ScheduleType } from '@cadre/persistence';
import {
  BooleanField,
  EnumField,
  IntegerField,
  NestedField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
} from '../http/fields';
import { RetryBody } from '../tasks/submit/retry.port';

const YEAR_SECONDS = 366 * 86_400;
export const SCHEDULE_TYPES = ['one_time', 'recurring'] as const satisfies readonly ScheduleType[];

/** What stands in every schedule's body; what a change leaves out stays. */
export class ScheduleFields {
  @TextField({ max: 200, optional: true, nullable: true, description: 'For people' })
  name?: string | null;

  @TextField({ max: 100, optional: true, example: 'echo', description: 'Fires a task of this agent' })
  agent_id?: string;

  @ObjectField({ optional: true, description: "By the agent's schema; its defaults are filled in at each firing" })
  parameters?: Record<string, unknown>;

  @TextField({ max: 200, optional: true, description: 'Fires a workflow run of this template' })
  template?: string;

  @IntegerField({ min: 1, max: 1_000_000, optional: true, nullable: true, description: 'Default: the active one' })
  template_version?: number | null;

  @ObjectField({ optional: true, description: 'Of the template' })
  inputs?: Record<string, unknown>;

  @EnumField(PRIORITY_NAMES, { optional: true, default: 'normal' })
  priority?: Priority;

  @TextListField({ max: 50, maxLength: 100, optional: true })
  tags?: string[];

  @IntegerField({ min: 1, max: YEAR_SECONDS, optional: true, description: 'At most what the agent allows' })
  timeout_seconds?: number;

  @NestedField(() => RetryBody, { optional: true })
  retry?: RetryBody;

  @TimeField({ optional: true, description: 'One time: when. In the future' })
  execute_at?: string;

  @TextField({
    max: 200,
    optional: true,
    example: '0 2 * * MON-FRI',
    description: 'Recurring: 5 fields, 6 with seconds, or @daily and friends',
  })
  cron_expression?: string;

  @TextField({ max: 64, optional: true, default: 'UTC', example: 'Asia/Seoul', description: 'IANA' })
  timezone?: string;

  @EnumField(MISFIRE_POLICIES, { optional: true, default: 'run_once', description: 'Instants nobody was there for' })
  misfire_policy?: MisfirePolicy;

  @EnumField(OVERLAP_POLICIES, {
    optional: true,
    description: 'While the run before is under way. Default: allow for tasks, skip for workflows',
  })
  overlap_policy?: OverlapPolicy;

  @IntegerField({
    min: 0,
    max: MAX_JITTER_SECONDS,
    optional: true,
    default: 0,
    description: 'Puts each firing off by less than this; the same for the same instant',
  })
  jitter_seconds?: number;

  @BooleanField({ optional: true, default: true, description: 'false: paused' })
  enabled?: boolean;
}

/** POST /schedules */
export class CreateScheduleBody extends ScheduleFields {
  @EnumField(SCHEDULE_TYPES, { optional: true, description: 'Default: by execute_at or cron_expression' })
  schedule_type?: ScheduleType;
}

/** POST /schedules/recurring */
export class CreateRecurringBody extends ScheduleFields {
  @EnumField(['recurring'], { optional: true })
  schedule_type?: ScheduleType;
}

/** PATCH /schedules/{id} */
export class ChangeScheduleBody extends ScheduleFields {}
