/** Injects the platform's parts, one by one. */
export const WORKER_CONFIG = Symbol('WorkerConfig');
export const WORKER_IDENTITY = Symbol('WorkerIdentity');
export const WORKER_ENVIRONMENT = Symbol('WorkerEnvironment');
export const LOGGER = Symbol('Logger');
