/** Injects the ArtifactBlobStore. */
export const BLOB_STORE = Symbol('ArtifactBlobStore');
/** Injects the Sandbox of this machine; null for a team whose agents run no commands. */
export const SANDBOX = Symbol('Sandbox');
