import { createHmac } from 'node:crypto';
import { TaskErrorCode } from '@cadre/contracts';
import { webhookHeaders } from '@cadre/crypto';
import { permanentFailure } from '../execution/agent-failure';
import { AttemptSuspended } from '../execution/attempt-suspended';
import type { AgentExecutor, AgentTask, ExecutionContext } from '../execution/executor.port';
import { guardedRequest, type GuardOptions, type GuardedResponse } from '../net/guarded-request';
import { isRecord } from '../schema/json-value';
import { failureOf, judgeResponse } from './judge-response';
import { readCallback } from './read-callback';

export interface HttpAgentParts {
  readonly guard: GuardOptions;
  /** The secret shared with the service of an agent; undefined if there is none. */
  readonly secretOf: (agentId: string) => Buffer | undefined;
  /** Where this installation is called back: `https://cadre.example.com`. Undefined: services know it themselves. */
  readonly publicUrl: string | undefined;
}

interface HttpAgentSettings {
  readonly url: string;
  readonly timeout_seconds?: number;
  readonly callback_timeout_seconds?: number;
}

const TIMEOUT_SECONDS = 30;
const CALLBACK_SECONDS = 3_600;
const MAX_RESPONSE_BYTES = 1024 * 1024;
const ACCEPTED = 202;

/**
 * Hands tasks to a service that somebody else runs: one signed POST. The service answers with the output, or with 202 and
 * calls back later; until then the task waits without a slot. A lost attempt is handed over again, with the same task id
 * and the same address to call back.
 */
export function createHttpAgent(parts: HttpAgentParts): AgentExecutor {
  return {
    async execute(task, context) {
      const answered = readCallback(task, context.lastCheckpoint);
      if (answered !== undefined) return answered.output;
      const secret = parts.secretOf(task.definition.agent_id);
      if (secret === undefined) throw noSecret(task);
      const settings = task.definition.settings as unknown as HttpAgentSettings;
      const token = callbackToken(secret, task.taskId);
      const response = await handOver(parts, { task, settings, secret, token }, context);
      context.log('info', `${new URL(settings.url).origin} answered ${response.status}`);
      if (response.status !== ACCEPTED) return judgeResponse(response, MAX_RESPONSE_BYTES);
      const deadlineSeconds = settings.callback_timeout_seconds ?? CALLBACK_SECONDS;
      throw new AttemptSuspended({ reason: 'callback', deadlineSeconds, token, secret });
    },
  };
}

interface HandOver {
  readonly task: AgentTask;
  readonly settings: HttpAgentSettings;
  readonly secret: Buffer;
  readonly token: string;
}

async function handOver(
  { guard, publicUrl }: HttpAgentParts,
  { task, settings, secret, token }: HandOver,
  context: ExecutionContext,
): Promise<GuardedResponse> {
  const body = JSON.stringify(messageOf(task, token, publicUrl));
  // The same for every attempt: the service may have the task already.
  const signed = webhookHeaders(secret, { id: task.taskId, timestamp: Math.floor(Date.now() / 1000), body });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'cadre-http-agent/1',
    ...signed,
    ...(task.traceParent !== null && { traceparent: task.traceParent }),
  };
  const timeoutMs = (settings.timeout_seconds ?? TIMEOUT_SECONDS) * 1000;
  context.beforeCall();
  try {
    const { signal } = context;
    const request = { url: settings.url, method: 'POST', headers, body, timeoutMs, signal };
    return await guardedRequest({ ...request, maxBodyBytes: MAX_RESPONSE_BYTES }, guard);
  } catch (error) {
    throw failureOf(error);
  }
}

function messageOf(task: AgentTask, token: string, publicUrl: string | undefined): object {
  const path = `/api/v1/callbacks/${token}`;
  return {
    task_id: task.taskId,
    attempt: task.attempt,
    agent_id: task.definition.agent_id,
    tenant: task.tenant,
    parameters: isRecord(task.parameters) ? task.parameters : {},
    callback: { path, ...(publicUrl !== undefined && { url: `${publicUrl.replace(/\/+$/, '')}${path}` }) },
  };
}

/** The same for every attempt of a task: a service that was handed it twice may answer to either address. */
function callbackToken(secret: Buffer, taskId: string): string {
  return createHmac('sha256', secret).update(`callback ${taskId}`).digest('base64url');
}

function noSecret({ definition }: AgentTask): Error {
  return permanentFailure(
    TaskErrorCode.ExecutorUnavailable,
    `this worker has no secret for the http agent "${definition.agent_id}"`,
  );
}
