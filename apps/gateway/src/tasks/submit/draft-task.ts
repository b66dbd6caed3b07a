import { effectiveTimeLimits, PRIORITIES, resolveRetryPolicy } from '@cadre/domain';
import type { AgentRow, NewTask } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { type FieldError, invalidFields } from '../../http/problem.error';
import type { SubmitTaskBody } from './submit-task.body';
import { readTimes, type TaskTimes } from './task-times';

const MAX_METADATA_BYTES = 16 * 1024;

export interface DraftInput {
  readonly taskId: string;
  readonly body: SubmitTaskBody;
  readonly agent: AgentRow;
  readonly principal: Principal;
  readonly nowMs: number;
}

/** A submission without what has to be looked up: its parameters are not judged yet. */
export type TaskDraft = Omit<NewTask, 'parameters' | 'inputArtifacts' | 'traceParent'>;

/** Makes a task of a submission by the limits of its agent, or refuses it naming every bad field. */
export function draftTask({ taskId, body, agent, principal, nowMs }: DraftInput): TaskDraft {
  const limits = agent.definition.limits;
  const times = readTimes(body, nowMs);
  const errors = [...(isTimes(times) ? [] : times), ...judgeTimeout(body, limits), ...judgeMetadata(body)];
  if (!isTimes(times) || errors.length > 0) throw invalidFields(...errors);
  return {
    taskId,
    tenant: principal.tenant,
    agentId: agent.agent_id,
    team: agent.team,
    submittedBy: principal.userId,
    submittedByEmail: principal.email,
    priority: PRIORITIES[body.priority ?? 'normal'],
    ...times,
    retryPolicy: resolveRetryPolicy(agent.definition.retry, { ...body.retry }),
    ...effectiveTimeLimits(limits, body.timeout_seconds),
    dedupeKey: body.dedupe_key ?? null,
    tags: [...new Set(body.tags)],
    metadata: body.metadata ?? null,
    parentTaskId: body.parent_task_id?.toLowerCase() ?? null,
    retriedFrom: null,
    agentVersion: agent.version,
  };
}

function isTimes(times: TaskTimes | readonly FieldError[]): times is TaskTimes {
  return !Array.isArray(times);
}

function judgeTimeout({ timeout_seconds }: SubmitTaskBody, limits: AgentRow['definition']['limits']): FieldError[] {
  const { timeoutSeconds } = effectiveTimeLimits(limits);
  if (timeout_seconds === undefined || timeout_seconds <= timeoutSeconds) return [];
  return [{ path: '/timeout_seconds', message: `must be at most ${timeoutSeconds}, which is what the agent allows` }];
}

function judgeMetadata({ metadata }: SubmitTaskBody): FieldError[] {
  if (metadata === undefined || Buffer.byteLength(JSON.stringify(metadata)) <= MAX_METADATA_BYTES) return [];
  return [{ path: '/metadata', message: `must be at most ${MAX_METADATA_BYTES} bytes of JSON` }];
}
