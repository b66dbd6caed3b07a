import type { ScheduleDetails, ScheduleRow, ScheduleRunRow } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { etagOf } from '../http/etag';
import type { ScheduleAnswer, ScheduleItem, ScheduleRunItem } from './schedule-answers';

/** A schedule as a list shows it. */
export function scheduleItem(row: ScheduleRow): ScheduleItem {
  const { schedule_id, name, schedule_type, execute_at, cron_expression, timezone, status, pause_reason } = row;
  const { next_execution, last_execution, misfire_policy, overlap_policy, jitter_seconds } = row;
  const { consecutive_failures, tenant, created_by, created_by_email, created_at, updated_at } = row;
  const { priority = 'normal', tags = [], timeout_seconds = null, retry = null } = row.task_options;
  return {
    ...{ schedule_id, name, schedule_type },
    ...(row.agent_id !== null && { agent_id: row.agent_id }),
    ...(row.template !== null && { template: row.template, template_version: row.template_version }),
    ...{ execute_at, cron_expression, timezone, enabled: status === 'active', status, pause_reason },
    ...{ next_execution, last_execution, misfire_policy, overlap_policy, jitter_seconds, consecutive_failures },
    ...{ priority, tags, timeout_seconds, retry },
    ...{ tenant, created_by, created_by_email, created_at, updated_at },
  };
}

/** The whole of it. */
function scheduleAnswer(schedule: ScheduleDetails): ScheduleAnswer {
  const payload = schedule.payload ?? null;
  const handedOver = schedule.target_kind === 'task' ? { parameters: payload } : { inputs: payload };
  return { ...scheduleItem(schedule), ...handedOver };
}

export function scheduleRunItem(row: ScheduleRunRow): ScheduleRunItem {
  const { fire_time, fired_at, trigger, status, skip_reason, error_code, error_message } = row;
  const { task_id, task_status, workflow_id, workflow_status, missed_count } = row;
  const error = error_code === null ? null : { code: error_code, message: error_message };
  const submitted = { task_id, task_status, workflow_id, workflow_status };
  return { fire_time, fired_at, trigger, status, skip_reason, error, ...submitted, missed_count };
}

/** The answer that shows one schedule, with the version it is of. */
export function shown(reply: FastifyReply, schedule: ScheduleDetails): ScheduleAnswer {
  void reply.header('etag', etagOf(schedule.row_version));
  return scheduleAnswer(schedule);
}
