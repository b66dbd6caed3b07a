import { Readable } from 'node:stream';
import type { ReportedArtifactV1, UsageV1 } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { DEFAULT_AGENT_LIMITS, DEFAULT_RETRY_POLICY, type AgentDefinition } from '@cadre/domain';
import { leaseUnconfirmed } from '../execution/abort-reasons';
import type { AgentTask, ExecutionContext, NewArtifact } from '../execution/executor.port';

/** A context that remembers what an executor did with it. */
export class RecordingContext implements ExecutionContext {
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly progressSeen: { percent: number; message: string | undefined }[] = [];
  readonly logLines: string[] = [];
  readonly files = new Map<string, { kind: string; content: string; contentType: string }>();
  readonly usageSeen: UsageV1[] = [];
  readonly inputs = new Map<string, Buffer>();
  /** After so many calls the attempt may not make another one. */
  callsAllowed = Number.POSITIVE_INFINITY;
  callsMade = 0;
  checkpointData: unknown = undefined;
  lastCheckpoint: unknown = null;

  readonly artifacts = {
    read: async (id: string): Promise<Readable> => Readable.from([this.inputs.get(id) ?? Buffer.alloc(0)]),
    write: async (file: NewArtifact): Promise<ReportedArtifactV1> => {
      const content = await text(file.content);
      this.files.set(file.name, { kind: file.kind, content, contentType: file.contentType });
      const { name, kind, contentType } = file;
      const id = uuidv7();
      // What one task has written the next one may get as its input.
      this.inputs.set(id, Buffer.from(content));
      return { artifact_id: id, name, kind, content_type: contentType, size: content.length, sha256: '0'.repeat(64) };
    },
  };

  beforeCall(): void {
    this.signal.throwIfAborted();
    if (this.callsMade === this.callsAllowed) this.controller.abort(leaseUnconfirmed());
    this.signal.throwIfAborted();
    this.callsMade += 1;
  }

  progress(percent: number, message?: string): void {
    this.progressSeen.push({ percent, message });
  }

  log(_level: string, message: string): void {
    this.logLines.push(message);
  }

  heartbeat(): void {}

  checkpoint(data: unknown): void {
    this.checkpointData = data;
  }

  usage(used: UsageV1): void {
    this.usageSeen.push(used);
  }
}

/** A definition that states only what matters to the test. */
export function aDefinition(overrides: Partial<AgentDefinition> = {}): AgentDefinition {
  return {
    agent_id: 'probe',
    name: 'Probe',
    team: 'platform',
    description: 'A probe',
    executor: 'builtin',
    parameters: { type: 'object' },
    output: null,
    model: null,
    tools: [],
    limits: DEFAULT_AGENT_LIMITS,
    retry: DEFAULT_RETRY_POLICY,
    settings: {},
    instructions: '',
    version: '000000000000',
    ...overrides,
  };
}

/** The first attempt of a task, with the given parameters. */
export function aTask(parameters: unknown, overrides: Partial<AgentTask> = {}): AgentTask {
  return {
    taskId: '0199c1a0-0000-7000-8000-000000000001',
    tenant: 'default',
    attempt: 1,
    failuresCounted: 0,
    definition: aDefinition(),
    parameters,
    inputArtifacts: [],
    usedBefore: {},
    traceParent: null,
    ...overrides,
  };
}

async function text(content: string | Buffer | Readable): Promise<string> {
  if (!(content instanceof Readable)) return content.toString();
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
