/** Where the versioned API stands; probes and `/api/…` paths stand literally outside. */
export const API = 'api/v1';
