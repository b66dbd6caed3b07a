/** Thrown for a folder with more in it than a run may copy. A retry does not help. */
export class WorkspaceTooLargeError extends Error {
  readonly code = 'WORKSPACE_TOO_LARGE';
  constructor(what: string) {
    super(`the workspace has ${what}`);
    this.name = 'WorkspaceTooLargeError';
  }
}
