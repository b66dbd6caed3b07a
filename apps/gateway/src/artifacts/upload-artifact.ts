import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { type ArtifactBlobStore, BlobStoreFullError, BlobTooLargeError, type StoredBlob } from '@cadre/agents';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import {
  ArtifactStore,
  AuditEventType,
  type IdempotencyRequest,
  IdempotencyStore,
  type NewArtifact,
  type Origin,
  type StoredAnswer,
} from '@cadre/persistence';
import { AuditTrail } from '../audit/audit.port';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';
import { keyInProgress, keyReused, settledOutcome } from '../idempotency/key-use.port';
import type { UploadAnswer } from './artifact-answers';
import { ARTIFACT_CONTENT, MAX_ARTIFACT_BYTES } from './artifact-content.port';
import { type IncomingFile, incomingFile } from './incoming-file';

export interface Upload {
  readonly body: IncomingMessage;
  /** From the query. */
  readonly name: string | undefined;
  readonly principal: Principal;
  readonly origin: Origin;
  /** What the idempotency key stands for is known when the content is. */
  readonly idempotency: (content: unknown) => IdempotencyRequest | undefined;
}

/** Takes a file in: streams its content to the store, then keeps what is known about it. */
@Injectable()
export class UploadArtifact {
  constructor(
    @Inject(ARTIFACT_CONTENT) private readonly content: ArtifactBlobStore,
    private readonly artifacts: ArtifactStore,
    private readonly keys: IdempotencyStore,
    private readonly audit: AuditTrail,
  ) {}

  async upload({ body, name, principal, origin, idempotency }: Upload): Promise<StoredAnswer & { replayed: boolean }> {
    refuseAnnouncedSize(body);
    const file = await incomingFile(body, name);
    const row = newArtifact(file, await this.store(file), principal);
    const request = idempotency({ name: row.name, sha256: row.sha256, content_type: row.content_type });
    const outcome = await settledOutcome(() =>
      this.keys.once(
        request,
        (tx) => this.artifacts.insert([row], tx),
        () => answerTo(row),
      ),
    );
    switch (outcome.kind) {
      case 'done':
        this.audit.note({
          eventType: AuditEventType.ArtifactUploaded,
          origin,
          objectType: 'artifact',
          objectId: row.artifact_id,
        });
        return { ...answerTo(row), replayed: false };
      case 'replayed':
        return { ...outcome.answer, replayed: true };
      case 'key_reused':
        throw keyReused();
      case 'in_flight':
        throw keyInProgress();
    }
  }

  private async store({ content }: IncomingFile): Promise<StoredBlob> {
    try {
      return await this.content.put(content, { maxBytes: MAX_ARTIFACT_BYTES });
    } catch (error) {
      if (error instanceof BlobTooLargeError) throw tooLarge();
      if (error instanceof BlobStoreFullError) throw storeFull(error);
      throw isCutOff(error) ? cutOff(error) : error;
    }
  }
}

function newArtifact(file: IncomingFile, blob: StoredBlob, { tenant, userId }: Principal): NewArtifact {
  return {
    artifact_id: uuidv7(),
    tenant,
    owner_id: userId,
    task_id: null,
    lease_no: null,
    agent_id: null,
    kind: 'upload',
    name: file.name,
    size: blob.size,
    sha256: blob.sha256,
    content_type: file.contentType,
  };
}

function answerTo({ artifact_id, name, size, sha256, content_type }: NewArtifact): StoredAnswer {
  const body: UploadAnswer = { artifact_id, name, size, sha256, content_type };
  return { statusCode: 201, body, location: `/${API}/artifacts/${artifact_id}` };
}

function refuseAnnouncedSize(body: IncomingMessage): void {
  // A multipart body is a little longer than its file.
  if (Number(body.headers['content-length'] ?? 0) > MAX_ARTIFACT_BYTES + 64 * 1024) throw tooLarge();
}

function tooLarge(): ProblemError {
  return new ProblemError(ProblemCode.PayloadTooLarge, `A file may have ${MAX_ARTIFACT_BYTES} bytes at most.`, {
    headers: { connection: 'close' },
  });
}

function storeFull(cause: unknown): ProblemError {
  return new ProblemError(ProblemCode.Overloaded, 'There is no room for files at the moment.', {
    retryAfterSeconds: 60,
    cause,
    headers: { connection: 'close' },
  });
}

function isCutOff(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code);
}

function cutOff(cause: unknown): ProblemError {
  return new ProblemError(ProblemCode.MalformedBody, 'The body ended before it was complete.', { cause });
}
