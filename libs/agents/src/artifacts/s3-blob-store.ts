import { createReadStream } from 'node:fs';
import { opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type * as aws from '@aws-sdk/client-s3';
import { BlobMissingError } from './blob-store.errors';
import type { ListedBlob, StoredBlob, SweepableBlobStore } from './blob-store.port';
import { spoolContent, type SpoolLimits } from './spool-content';

export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Undefined: Amazon's own. */
  readonly endpoint: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** How the server encrypts what it keeps; undefined: as the bucket says. */
  readonly encryption: aws.ServerSideEncryption | undefined;
  /** Where content waits on its way in. */
  readonly spoolDir: string;
}

type Sdk = typeof aws;

const SHA256 = /^[0-9a-f]{64}$/;
/** What was stored longer ago is stored anew: its age says when somebody last needed it to be there. */
const YOUNG_MS = 86_400_000;

/**
 * Blobs as objects of a bucket: `blobs/<first two digits>/<sha256>`. Content comes to rest in a file first, because its
 * name is known only at its end; then it is sent once, with its length.
 */
export class S3BlobStore implements SweepableBlobStore {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: aws.S3Client,
    private readonly settings: S3Settings,
  ) {}

  /** Nothing is connected yet. */
  static async open(settings: S3Settings): Promise<S3BlobStore> {
    // Whoever keeps files in a folder need not load a client of some hundred modules.
    const sdk = await import('@aws-sdk/client-s3');
    const { region, endpoint, accessKeyId, secretAccessKey } = settings;
    const client = new sdk.S3Client({
      region,
      credentials: { accessKeyId, secretAccessKey },
      // Servers that are not Amazon's often know no other addresses, and keep newer checksums as if they were content.
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return new S3BlobStore(sdk, client, settings);
  }

  async put(content: Readable, limits: SpoolLimits): Promise<StoredBlob> {
    const { path, sha256, size } = await spoolContent(this.settings.spoolDir, content, limits);
    try {
      const head = await this.head(sha256);
      const age = Date.now() - (head?.LastModified?.getTime() ?? 0);
      if (age > YOUNG_MS) await this.send(path, sha256, size, limits.signal);
      return { sha256, size };
    } finally {
      await rm(path, { force: true });
    }
  }

  async open(sha256: string, range?: { readonly start: number; readonly end: number }): Promise<Readable> {
    if (!SHA256.test(sha256)) throw new BlobMissingError(sha256);
    const Range = range && `bytes=${range.start}-${range.end}`;
    const object = await this.orMissing(() =>
      this.client.send(new this.sdk.GetObjectCommand({ ...this.at(sha256), Range })),
    );
    if (object?.Body === undefined) throw new BlobMissingError(sha256);
    // In Node the body of an answer is a stream of Node's.
    return object.Body as Readable;
  }

  async size(sha256: string): Promise<number | null> {
    if (!SHA256.test(sha256)) return null;
    return (await this.head(sha256))?.ContentLength ?? null;
  }

  async remove(sha256: string): Promise<void> {
    if (SHA256.test(sha256)) await this.client.send(new this.sdk.DeleteObjectCommand(this.at(sha256)));
  }

  async claim(installationId: string): Promise<boolean> {
    const at = { Bucket: this.settings.bucket, Key: 'installation' };
    const owner = await this.orMissing(() => this.client.send(new this.sdk.GetObjectCommand(at)));
    const name = await owner?.Body?.transformToString();
    if (name === undefined) await this.client.send(new this.sdk.PutObjectCommand({ ...at, Body: installationId }));
    return name === undefined || name.trim() === installationId;
  }

  async *list(): AsyncGenerator<ListedBlob> {
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new this.sdk.ListObjectsV2Command({
          ...{ Bucket: this.settings.bucket, Prefix: 'blobs/' },
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      for (const { Key = '', LastModified } of page.Contents ?? []) {
        const sha256 = Key.slice(Key.lastIndexOf('/') + 1);
        if (SHA256.test(sha256) && LastModified) yield { sha256, storedAt: LastModified, isOutdated: false };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async removeIfOlder(sha256: string, than: Date): Promise<boolean> {
    const head = await this.head(sha256);
    if (head?.LastModified !== undefined && head.LastModified >= than) return false;
    await this.remove(sha256);
    return true;
  }

  /** The server keeps the keys. */
  reseal(): Promise<void> {
    return Promise.resolve();
  }

  async clearIncoming(before: Date): Promise<void> {
    const folder = await this.orMissing(() => opendir(this.settings.spoolDir));
    if (folder === null) return;
    for await (const { name } of folder) {
      const path = join(this.settings.spoolDir, name);
      const stats = await this.orMissing(() => stat(path));
      if (stats !== null && stats.mtime < before) await rm(path, { force: true });
    }
  }

  /** Ends the connections. */
  close(): void {
    this.client.destroy();
  }

  private async send(path: string, sha256: string, size: number, abortSignal?: AbortSignal): Promise<void> {
    const { encryption } = this.settings;
    const put = new this.sdk.PutObjectCommand({
      ...this.at(sha256),
      Body: createReadStream(path),
      ContentLength: size,
      ContentType: 'application/octet-stream',
      ...(encryption !== undefined && { ServerSideEncryption: encryption }),
    });
    await this.client.send(put, abortSignal ? { abortSignal } : {});
  }

  private async head(sha256: string): Promise<aws.HeadObjectCommandOutput | null> {
    return this.orMissing(() => this.client.send(new this.sdk.HeadObjectCommand(this.at(sha256))));
  }

  private at(sha256: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.settings.bucket, Key: `blobs/${sha256.slice(0, 2)}/${sha256}` };
  }

  private async orMissing<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  const { name, code, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  return name === 'NoSuchKey' || name === 'NotFound' || code === 'ENOENT' || $metadata?.httpStatusCode === 404;
}
