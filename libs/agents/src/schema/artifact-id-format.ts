/** `format: artifact-id` marks a string that names an uploaded or produced file. */
export const ARTIFACT_ID_FORMAT = 'artifact-id';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isArtifactId(text: string): boolean {
  return UUID.test(text);
}
