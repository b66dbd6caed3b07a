import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { type ArtifactBlobStore, BlobMissingError } from '@cadre/agents';
import { ProblemCode } from '@cadre/contracts';
import { type ArtifactRow, ArtifactStore, AuditEventType, type Origin } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { AuditTrail } from '../audit/audit.port';
import { etagOf } from '../http/etag';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';
import { visibilityOf } from '../http/visibility';
import { ARTIFACT_CONTENT } from './artifact-content.port';
import { type ByteRange, byteRange } from './byte-range';
import { downloadHeaders } from './download-headers';

/** Streams a file, or the part of it that was asked for, to somebody who may have it. */
@Injectable()
export class DownloadArtifact {
  constructor(
    @Inject(ARTIFACT_CONTENT) private readonly content: ArtifactBlobStore,
    private readonly artifacts: ArtifactStore,
    private readonly audit: AuditTrail,
  ) {}

  async download(id: string, headers: IncomingHttpHeaders, principal: Principal, reply: FastifyReply): Promise<void> {
    const row = await this.artifacts.get(id, visibilityOf(principal));
    if (row === null) throw artifactNotFound();
    void reply.headers(downloadHeaders(row));
    if (isKnown(headers['if-none-match'], row)) return void reply.code(304).send();
    const range = rangeOf(headers, row);
    if (range === 'unsatisfiable') throw unsatisfiable(row);
    const content = await this.open(row, range);
    if (range) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${row.size}`);
    void reply.header('content-length', range ? range.end - range.start + 1 : row.size);
    await reply.send(content);
  }

  noteDownload(id: string, origin: Origin): void {
    this.audit.note({
      eventType: AuditEventType.ArtifactDownloaded,
      origin,
      objectType: 'artifact',
      objectId: id,
    });
  }

  private async open({ sha256 }: ArtifactRow, range: ByteRange | null) {
    try {
      return await this.content.open(sha256, range ?? undefined);
    } catch (error) {
      throw error instanceof BlobMissingError ? artifactNotFound() : error;
    }
  }
}

function artifactNotFound(): ProblemError {
  return new ProblemError(ProblemCode.ArtifactNotFound, 'There is no such artifact.');
}

function isKnown(ifNoneMatch: string | undefined, { sha256 }: ArtifactRow): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etagOf(sha256));
}

/** A client that holds a part of another version gets the whole. */
function rangeOf({ range, 'if-range': ifRange }: IncomingHttpHeaders, row: ArtifactRow) {
  if (ifRange !== undefined && ifRange !== etagOf(row.sha256)) return null;
  return byteRange(range, row.size);
}

function unsatisfiable({ size }: ArtifactRow): ProblemError {
  return new ProblemError(ProblemCode.RangeNotSatisfiable, `The file has ${size} bytes.`, {
    headers: { 'content-range': `bytes */${size}` },
  });
}
