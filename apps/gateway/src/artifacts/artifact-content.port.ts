/** Where the bytes of files lie: ArtifactBlobStore of libs/agents. */
export const ARTIFACT_CONTENT = Symbol('ARTIFACT_CONTENT');

/** The largest file that is taken. */
export const MAX_ARTIFACT_BYTES = 100 * 1024 * 1024;
