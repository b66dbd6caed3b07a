/** Thrown for an archive that holds what it must not, or more than it may. A retry does not help. */
export class ArchiveRejectedError extends Error {
  readonly code = 'ARTIFACT_REJECTED';
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveRejectedError';
  }
}
