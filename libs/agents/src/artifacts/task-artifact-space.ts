import { Readable } from 'node:stream';
import { TaskErrorCode, type ArtifactRefV1, type ReportedArtifactV1 } from '@cadre/contracts';
import { CryptoError, uuidv7 } from '@cadre/crypto';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure, permanentFailure, transientFailure } from '../execution/agent-failure';
import type { NewArtifact, TaskArtifacts } from '../execution/executor.port';
import { artifactNameProblem } from './artifact-name';
import { BlobMissingError, BlobStoreFullError, BlobTooLargeError } from './blob-store.errors';
import type { ArtifactBlobStore } from './blob-store.port';

export interface ArtifactLimits {
  readonly maxBytes: number;
  readonly maxCount: number;
}

export const DEFAULT_ARTIFACT_LIMITS: ArtifactLimits = { maxBytes: 100 * 1024 * 1024, maxCount: 100 };

/** The files of one attempt: reads its inputs, keeps what the agent writes, and lists it for the report. */
export class TaskArtifactSpace implements TaskArtifacts {
  private readonly writtenFiles = new Map<string, ReportedArtifactV1>();

  constructor(
    private readonly store: ArtifactBlobStore,
    private readonly inputs: readonly ArtifactRefV1[],
    private readonly signal: AbortSignal,
    private readonly limits: ArtifactLimits = DEFAULT_ARTIFACT_LIMITS,
  ) {}

  /** What was written, each name once: a second file of the same name replaces the first. */
  get written(): readonly ReportedArtifactV1[] {
    return [...this.writtenFiles.values()];
  }

  async read(artifactId: string): Promise<Readable> {
    const input = this.inputs.find((candidate) => candidate.artifact_id === artifactId);
    if (input === undefined) {
      throw permanentFailure(
        TaskErrorCode.ArtifactNotFound,
        `the artifact ${artifactId} is not among the task's inputs`,
      );
    }
    try {
      return await this.store.open(input.sha256);
    } catch (error) {
      if (error instanceof CryptoError)
        throw permanentFailure(TaskErrorCode.PayloadUnreadable, `the artifact ${artifactId} cannot be opened`, error);
      if (!(error instanceof BlobMissingError)) throw error;
      throw permanentFailure(
        TaskErrorCode.ArtifactNotFound,
        `the content of the artifact ${artifactId} is gone`,
        error,
      );
    }
  }

  async write(file: NewArtifact): Promise<ReportedArtifactV1> {
    this.checkWrite(file.name);
    const content = file.content instanceof Readable ? file.content : Readable.from([Buffer.from(file.content)]);
    const blob = await this.put(content);
    const written: ReportedArtifactV1 = {
      artifact_id: uuidv7(),
      name: file.name,
      kind: file.kind,
      content_type: file.contentType,
      ...blob,
    };
    this.writtenFiles.set(file.name, written);
    return written;
  }

  private checkWrite(name: string): void {
    const problem = artifactNameProblem(name);
    if (problem !== undefined) throw rejected(`the artifact name ${JSON.stringify(name)} ${problem}`);
    if (this.writtenFiles.size >= this.limits.maxCount && !this.writtenFiles.has(name)) {
      throw rejected(`an attempt may write at most ${this.limits.maxCount} artifacts`);
    }
  }

  private async put(content: Readable): Promise<{ sha256: string; size: number }> {
    try {
      return await this.store.put(content, { maxBytes: this.limits.maxBytes, signal: this.signal });
    } catch (error) {
      if (error instanceof BlobTooLargeError) throw rejected(error.message);
      if (error instanceof BlobStoreFullError)
        throw transientFailure(TaskErrorCode.ArtifactStoreFull, error.message, error);
      throw error;
    }
  }
}

function rejected(message: string): AgentFailure {
  return new AgentFailure(TaskErrorCode.ArtifactRejected, message, { errorClass: ErrorClass.Permanent });
}
