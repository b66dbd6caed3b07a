/** Injects the SweepableBlobStore. */
export const BLOB_STORE = Symbol('SweepableBlobStore');
