import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { failureOf } from '../../http/judge-response';
import { guardedFetch, type Fetched } from '../../net/guarded-fetch';
import type { GuardOptions } from '../../net/guarded-request';
import type { ToolContext } from '../agent-tool.port';
import { rulesOf } from '../tool-rules';
import { requireHost } from './host-rules';

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 1024 * 1024;
const TEXT = /^(text\/|application\/(?:[\w.+-]+\+)?(?:json|xml|javascript|yaml|x-ndjson)\b|application\/xhtml\+xml)/i;

export interface PageRequest {
  readonly tool: string;
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
  readonly accept: string;
  /** For an agent whose definition names no hosts for this tool. */
  readonly otherwise: readonly string[];
}

/** Reads an address on behalf of an agent, within its hosts. Rejects with AgentFailure, or the reason of the signal. */
export async function readPage(
  { tool, url, method, accept, otherwise }: PageRequest,
  { task, attempt }: ToolContext,
  guard: GuardOptions,
): Promise<Fetched> {
  const hosts = rulesOf(task.definition, tool).hosts ?? otherwise;
  const admit = (address: URL): void => {
    requireHost(address, hosts);
    attempt.beforeCall();
  };
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'cadre-agent/1' };
  const limits = { timeoutMs: TIMEOUT_MS, maxBodyBytes: MOST_BYTES, signal: attempt.signal };
  try {
    return await guardedFetch({ url, method, headers, ...limits, admit }, guard);
  } catch (error) {
    throw failureOf(error);
  }
}

/** The body as text. Throws AgentFailure for anything that is none. */
export function textOf({ headers, body }: Fetched): string {
  const type = headers['content-type'] ?? 'text/plain';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!TEXT.test(type)) throw permanentFailure(TaskErrorCode.HttpError, `the answer is ${type}, which is no text`);
  if (encoding !== 'identity') {
    throw permanentFailure(
      TaskErrorCode.HttpError,
      `the answer is compressed (${encoding}) although nobody asked for it`,
    );
  }
  return decoderFor(/charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1]).decode(body);
}

function decoderFor(charset = 'utf-8'): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
