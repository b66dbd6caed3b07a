import { MISFIRE_POLICIES, OVERLAP_POLICIES, PRIORITY_NAMES, ScheduleRunStatus, ScheduleStatus } from '@cadre/domain';
import { CountedPageAnswer } from '../http/page-answer';
import { Shown, ShownId, ShownTime } from '../http/shown';
import { SCHEDULE_TYPES } from './schedule.body';

/** A schedule in a list. */
export class ScheduleItem {
  @ShownId()
  schedule_id!: string;

  @Shown({ type: 'string', nullable: true })
  name!: string | null;

  @Shown({ type: 'string', enum: SCHEDULE_TYPES })
  schedule_type!: string;

  @Shown({ type: 'string', required: false, description: 'Of a task' })
  agent_id?: string;

  @Shown({ type: 'string', required: false, description: 'Of a workflow' })
  template?: string;

  @Shown({ type: 'integer', required: false, nullable: true, description: 'Of a workflow; null: the active one' })
  template_version?: number | null;

  @ShownTime({ nullable: true })
  execute_at!: Date | null;

  @Shown({ type: 'string', nullable: true })
  cron_expression!: string | null;

  @Shown({ type: 'string' })
  timezone!: string;

  @Shown({ type: 'boolean' })
  enabled!: boolean;

  @Shown({ type: 'string', enum: Object.values(ScheduleStatus) })
  status!: string;

  @Shown({ type: 'string', nullable: true, description: 'Why it paused by itself' })
  pause_reason!: string | null;

  @ShownTime({ nullable: true, description: 'With its jitter' })
  next_execution!: Date | null;

  @ShownTime({ nullable: true })
  last_execution!: Date | null;

  @Shown({ type: 'string', enum: MISFIRE_POLICIES })
  misfire_policy!: string;

  @Shown({ type: 'string', enum: OVERLAP_POLICIES })
  overlap_policy!: string;

  @Shown({ type: 'integer' })
  jitter_seconds!: number;

  @Shown({ type: 'integer', description: 'Firings in a row that could not be submitted' })
  consecutive_failures!: number;

  @Shown({ type: 'string', enum: PRIORITY_NAMES })
  priority!: string;

  @Shown({ type: 'array', items: { type: 'string' } })
  tags!: readonly string[];

  @Shown({ type: 'integer', nullable: true })
  timeout_seconds!: number | null;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  retry!: object | null;

  @Shown({ type: 'string' })
  tenant!: string;

  @ShownId()
  created_by!: string;

  @Shown({ type: 'string', nullable: true })
  created_by_email!: string | null;

  @ShownTime()
  created_at!: Date;

  @ShownTime()
  updated_at!: Date;
}

/** A schedule with what it hands over. */
export class ScheduleAnswer extends ScheduleItem {
  @Shown({ required: false, description: 'Of a task; null when they cannot be read', nullable: true })
  parameters?: unknown;

  @Shown({ required: false, description: 'Of a workflow; null when they cannot be read', nullable: true })
  inputs?: unknown;
}

/** GET /schedules */
export class SchedulePage extends CountedPageAnswer {
  @Shown({ type: [ScheduleItem] })
  schedules!: ScheduleItem[];
}

/** GET /schedules/{id}/upcoming */
export class UpcomingAnswer {
  @ShownId()
  schedule_id!: string;

  @Shown({ type: 'string' })
  timezone!: string;

  @Shown({ type: 'array', items: { type: 'string', format: 'date-time' }, description: 'With their jitter' })
  upcoming!: Date[];
}

/** One firing. */
export class ScheduleRunItem {
  @ShownTime({ description: 'The instant of the rule, or of the trigger' })
  fire_time!: Date;

  @ShownTime({ description: 'When it was fired' })
  fired_at!: Date;

  @Shown({ type: 'string', enum: ['schedule', 'manual'] })
  trigger!: string;

  @Shown({ type: 'string', enum: Object.values(ScheduleRunStatus) })
  status!: string;

  @Shown({ type: 'string', nullable: true, enum: ['misfire', 'overlap', 'queue_full', null] })
  skip_reason!: string | null;

  @Shown({
    type: 'object',
    nullable: true,
    properties: { code: { type: 'string' }, message: { type: 'string' } },
  })
  error!: { readonly code: string; readonly message: string | null } | null;

  @ShownId({ nullable: true })
  task_id!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'Null also when the task is forgotten' })
  task_status!: string | null;

  @ShownId({ nullable: true })
  workflow_id!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'Null also when the run is forgotten' })
  workflow_status!: string | null;

  @Shown({ type: 'integer', description: 'Earlier instants this firing stands for; counted to 100' })
  missed_count!: number;
}

/** GET /schedules/{id}/runs */
export class ScheduleRunPage extends CountedPageAnswer {
  @Shown({ type: [ScheduleRunItem] })
  runs!: ScheduleRunItem[];
}

/** POST /schedules/{id}/trigger */
export class TriggerAnswer {
  @ShownId()
  schedule_id!: string;

  @ShownTime()
  fire_time!: Date;

  @Shown({ type: 'string', enum: ['submitted'] })
  status!: string;

  @Shown({ type: 'string', format: 'uuid', required: false, description: 'Of an agent' })
  task_id?: string;

  @Shown({ type: 'string', format: 'uuid', required: false, description: 'Of a template' })
  workflow_id?: string;
}
