import type { Readable } from 'node:stream';

/**
 * Keeps the contents of artifacts, addressed by their sha256: the same content is kept once, and a stored blob never
 * changes. Who may read it, and under which name, is decided where the artifact is registered.
 */
export interface ArtifactBlobStore {
  /**
   * Streams content in; what is there already counts as stored anew. Rejects with BlobTooLargeError or
   * BlobStoreFullError; nothing is left behind then.
   */
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

/** What tidying up needs of a store besides. */
export interface SweepableBlobStore extends ArtifactBlobStore {
  /** Whether the store belongs to this installation; one that belongs to nobody is taken. */
  claim(installationId: string): Promise<boolean>;
  /** Everything there is, in no order. */
  list(): AsyncIterable<ListedBlob>;
  /** Removes a blob unless somebody has stored it anew since; answers whether it is gone. */
  removeIfOlder(sha256: string, than: Date): Promise<boolean>;
  /** Seals a blob anew under the active key. */
  reseal(sha256: string): Promise<void>;
  /** Clears away what was on its way in before then and never arrived. */
  clearIncoming(before: Date): Promise<void>;
}

export interface ListedBlob {
  readonly sha256: string;
  readonly storedAt: Date;
  /** It was kept before contents were sealed, or under a key that is no longer the active one. */
  readonly isOutdated: boolean;
}
