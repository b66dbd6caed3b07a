import { DEFAULT_MISFIRE_POLICY, defaultOverlapPolicy } from '@cadre/domain';
import type { ScheduledTaskOptions, ScheduleDetails, ScheduleType, ScheduleValues } from '@cadre/persistence';
import type { FieldError } from '../http/problem.error';
import type { ScheduleFields } from './schedule.body';

/** A schedule as it is wanted, before anybody has worked out when it fires. */
export type ScheduleDraft = Omit<
  ScheduleValues,
  'status' | 'pause_reason' | 'next_fire_time' | 'next_execution' | 'input_artifacts'
>;

type Given = ScheduleFields & { readonly schedule_type?: ScheduleType };

/** A new one, or every field that contradicts another. */
export function draftNew(body: Given): ScheduleDraft | FieldError[] {
  const schedule_type = body.schedule_type ?? (body.cron_expression === undefined ? 'one_time' : 'recurring');
  const errors = [...judgeTime(body, schedule_type), ...judgeTarget(body)];
  if (errors.length > 0) return errors;
  const target_kind = body.template === undefined ? 'task' : 'workflow';
  return {
    ...{ name: body.name ?? null, schedule_type, target_kind },
    ...{ agent_id: body.agent_id ?? null, template: body.template ?? null },
    template_version: body.template_version ?? null,
    payload: (target_kind === 'task' ? body.parameters : body.inputs) ?? {},
    task_options: optionsOf(body, {}),
    execute_at: body.execute_at === undefined ? null : new Date(body.execute_at),
    ...{ cron_expression: body.cron_expression ?? null, timezone: body.timezone ?? 'UTC' },
    misfire_policy: body.misfire_policy ?? DEFAULT_MISFIRE_POLICY,
    overlap_policy: body.overlap_policy ?? defaultOverlapPolicy(target_kind),
    jitter_seconds: body.jitter_seconds ?? 0,
  };
}

/** A changed one: what the body leaves out stays. What it is and what it fires cannot become something else. */
export function draftChange(before: ScheduleDetails, body: Given): ScheduleDraft | FieldError[] {
  const errors = [...judgeSameType(body, before.schedule_type), ...judgeSameTarget(body, before)];
  if (errors.length > 0) return errors;
  const { schedule_type, target_kind, template } = before;
  return {
    ...{ schedule_type, target_kind, template },
    template_version: body.template_version === undefined ? before.template_version : body.template_version,
    name: body.name === undefined ? before.name : body.name,
    agent_id: body.agent_id ?? before.agent_id,
    payload: body.parameters ?? body.inputs ?? before.payload,
    task_options: optionsOf(body, before.task_options),
    execute_at: body.execute_at === undefined ? before.execute_at : new Date(body.execute_at),
    cron_expression: body.cron_expression ?? before.cron_expression,
    timezone: body.timezone ?? before.timezone,
    misfire_policy: body.misfire_policy ?? before.misfire_policy,
    overlap_policy: body.overlap_policy ?? before.overlap_policy,
    jitter_seconds: body.jitter_seconds ?? before.jitter_seconds,
  };
}

export function isDraft(draft: ScheduleDraft | FieldError[]): draft is ScheduleDraft {
  return !Array.isArray(draft);
}

function optionsOf(body: Given, before: ScheduledTaskOptions): ScheduledTaskOptions {
  const retry = body.retry === undefined ? before.retry : { ...body.retry };
  const timeout = body.timeout_seconds ?? before.timeout_seconds;
  return {
    priority: body.priority ?? before.priority ?? 'normal',
    tags: body.tags === undefined ? (before.tags ?? []) : [...new Set(body.tags)],
    ...(timeout !== undefined && { timeout_seconds: timeout }),
    ...(retry !== undefined && { retry }),
  };
}

function judgeTime(body: Given, type: ScheduleType): FieldError[] {
  const wrong = judgeSameType(body, type);
  if (wrong.length > 0) return wrong;
  if (type === 'recurring') return body.cron_expression === undefined ? [missing('/cron_expression')] : [];
  return body.execute_at === undefined
    ? [{ path: '/execute_at', message: 'is required, or a cron_expression for a recurring schedule' }]
    : [];
}

function judgeSameType(body: Given, type: ScheduleType): FieldError[] {
  if (type === 'recurring' && body.execute_at !== undefined) {
    return [{ path: '/execute_at', message: 'belongs to one-time schedules; this one is recurring' }];
  }
  if (type === 'one_time' && body.cron_expression !== undefined) {
    return [{ path: '/cron_expression', message: 'belongs to recurring schedules; this one is one-time' }];
  }
  return [];
}

function judgeTarget(body: Given): FieldError[] {
  if (body.agent_id !== undefined && body.template !== undefined) {
    return [{ path: '/template', message: 'must not be given together with agent_id' }];
  }
  if (body.agent_id === undefined && body.template === undefined) {
    return [{ path: '/agent_id', message: 'is required, or a template' }];
  }
  return [...foreignTo(body, body.template === undefined ? 'task' : 'workflow')];
}

function judgeSameTarget(body: Given, { target_kind }: ScheduleDetails): FieldError[] {
  const other = target_kind === 'task' ? 'template' : 'agent_id';
  if (body[other] === undefined) return foreignTo(body, target_kind);
  return [{ path: `/${other}`, message: 'cannot be given to a schedule that fires something else' }];
}

const ONLY_OF = {
  task: ['inputs', 'template_version'],
  workflow: ['parameters', 'priority', 'tags', 'timeout_seconds', 'retry'],
} as const;

function foreignTo(body: Given, kind: 'task' | 'workflow'): FieldError[] {
  const given = ONLY_OF[kind].filter((field) => body[field] !== undefined);
  const of = kind === 'task' ? 'schedules of a template' : 'schedules of an agent';
  return given.map((field) => ({ path: `/${field}`, message: `belongs to ${of}` }));
}

function missing(path: string): FieldError {
  return { path, message: 'is required' };
}
