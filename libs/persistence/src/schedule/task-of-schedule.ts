import { effectiveTimeLimits, PRIORITIES, resolveRetryPolicy } from '@cadre/domain';
import type { AgentRow } from '../agent/agent-row';
import type { NewTask } from '../task/new-task';
import type { ScheduleRow } from './schedule-row';

export interface FittingParameters {
  /** With the schema's defaults. */
  readonly value: unknown;
  readonly inputArtifacts: readonly string[];
}

type TaskSchedule = Pick<ScheduleRow, 'tenant' | 'created_by' | 'created_by_email' | 'task_options'>;

/** The task of one firing, by what its agent allows now: it belongs to whoever made the schedule. */
export function taskOfSchedule(
  schedule: TaskSchedule,
  agent: AgentRow,
  parameters: FittingParameters,
  taskId: string,
): NewTask {
  const { priority = 'normal', tags = [], timeout_seconds, retry = {} } = schedule.task_options;
  return {
    taskId,
    tenant: schedule.tenant,
    agentId: agent.agent_id,
    team: agent.team,
    submittedBy: schedule.created_by,
    submittedByEmail: schedule.created_by_email,
    priority: PRIORITIES[priority],
    ...{ executeAt: null, expiresAt: null, ttlSeconds: null, dedupeKey: null, metadata: null },
    retryPolicy: resolveRetryPolicy(agent.definition.retry, retry),
    ...effectiveTimeLimits(agent.definition.limits, timeout_seconds),
    tags,
    inputArtifacts: parameters.inputArtifacts,
    ...{ parentTaskId: null, retriedFrom: null, traceParent: null },
    agentVersion: agent.version,
    parameters: parameters.value,
  };
}
