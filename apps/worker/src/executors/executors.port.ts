/** Injects the ArtifactBlobStore. */
export const BLOB_STORE = Symbol('ArtifactBlobStore');
/** Injects the Sandbox of this machine; null for a team whose agents run no commands. */
export const SANDBOX = Symbol('Sandbox');
/** Injects the ProviderGate of this worker. */
export const PROVIDER_GATE = Symbol('ProviderGate');
/** What agents find at this worker: WorkerOffersV1. */
export const WORKER_OFFERS = Symbol('WORKER_OFFERS');
