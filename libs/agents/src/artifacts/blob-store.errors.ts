/** Thrown when content goes beyond the limit it was announced with. A retry does not help. */
export class BlobTooLargeError extends Error {
  readonly code = 'ARTIFACT_TOO_LARGE';
  constructor(readonly maxBytes: number) {
    super(`the content is larger than ${maxBytes} bytes`);
    this.name = 'BlobTooLargeError';
  }
}

/** Thrown when the store has no room. A retry helps once there is some. */
export class BlobStoreFullError extends Error {
  readonly code = 'ARTIFACT_STORE_FULL';
  constructor(cause: unknown) {
    super('the artifact store is full', { cause });
    this.name = 'BlobStoreFullError';
  }
}

/** Thrown when the store does not hold the content. A retry does not help. */
export class BlobMissingError extends Error {
  readonly code = 'ARTIFACT_NOT_FOUND';
  constructor(readonly sha256: string) {
    super(`the artifact store does not hold ${sha256}`);
    this.name = 'BlobMissingError';
  }
}
