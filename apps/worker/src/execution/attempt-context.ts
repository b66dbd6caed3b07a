import {
  type ExecutionContext,
  leaseUnconfirmed,
  type LogLevel,
  permanentFailure,
  type TaskArtifactSpace,
} from '@cadre/agents';
import { TaskErrorCode, type UsageV1 } from '@cadre/contracts';
import type { LogCapture } from './log-capture';
import type { NewsDesk } from './news-desk';

/** A checkpoint comes back with the next grant, whose answer is bounded. */
const CHECKPOINT_BYTES = 1024 * 1024;

export interface AttemptSurroundings {
  readonly signal: AbortSignal;
  readonly artifacts: TaskArtifactSpace;
  readonly logs: LogCapture;
  readonly desk: NewsDesk;
  readonly seal: (plain: string) => string;
  readonly onNews: () => void;
  /** False when the attempt no longer knows whether the task is its own. */
  readonly mayCall: () => boolean;
}

/** The world as an executor sees it. */
export class AttemptContext implements ExecutionContext {
  /** What the previous attempt kept; set once the grant is open. */
  lastCheckpoint: unknown = null;
  /** The version of the definition that runs; set once it was found. */
  agentVersion: string | undefined;
  private used: UsageV1 | undefined;

  constructor(private readonly around: AttemptSurroundings) {}

  get signal(): AbortSignal {
    return this.around.signal;
  }

  get artifacts(): TaskArtifactSpace {
    return this.around.artifacts;
  }

  /** What was used up so far; undefined if nothing was. */
  get usageSoFar(): UsageV1 | undefined {
    return this.used;
  }

  beforeCall(): void {
    this.signal.throwIfAborted();
    if (!this.around.mayCall()) throw leaseUnconfirmed();
  }

  progress(percent: number, message?: string, step?: string): void {
    this.around.desk.progress(percent, message, step);
    this.around.onNews();
  }

  log(level: LogLevel, message: string): void {
    this.around.logs.add(level, message, new Date());
  }

  heartbeat(): void {
    this.around.onNews();
  }

  checkpoint(data: unknown): void {
    const plain = JSON.stringify(data ?? null);
    if (Buffer.byteLength(plain) > CHECKPOINT_BYTES) {
      throw permanentFailure(TaskErrorCode.CheckpointTooLarge, 'a checkpoint may hold at most 1 MiB');
    }
    this.around.desk.checkpoint(this.around.seal(plain));
    this.around.onNews();
  }

  usage(used: UsageV1): void {
    const before = this.used ?? { cost_micro_usd: 0 };
    // A sum with an unknown part is unknown.
    const cost = sum(before.cost_micro_usd, used.cost_micro_usd);
    this.used = {
      input_tokens: (before.input_tokens ?? 0) + (used.input_tokens ?? 0),
      output_tokens: (before.output_tokens ?? 0) + (used.output_tokens ?? 0),
      ...(cost !== undefined && { cost_micro_usd: cost }),
    };
  }
}

function sum(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first + second;
}
