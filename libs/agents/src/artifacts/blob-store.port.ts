import type { Readable } from 'node:stream';

/**
 * Keeps the contents of artifacts, addressed by their sha256: the same content is kept once, and a stored blob never
 * changes. Who may read it, and under which name, is decided where the artifact is registered.
 */
export interface ArtifactBlobStore {
  /** Streams content in. Rejects with BlobTooLargeError or BlobStoreFullError; nothing is left behind then. */
  put(content: Readable, limits: { maxBytes: number; signal?: AbortSignal }): Promise<StoredBlob>;
  /** Streams content out, whole or a range of bytes (both ends included). Rejects with BlobMissingError. */
  open(sha256: string, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** The size in bytes; null if there is no such blob. */
  size(sha256: string): Promise<number | null>;
  /** Removes a blob nobody refers to any more. Idempotent. */
  remove(sha256: string): Promise<void>;
}

export interface StoredBlob {
  readonly sha256: string;
  readonly size: number;
}
