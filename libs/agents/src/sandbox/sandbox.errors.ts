/** Thrown at start for limits that cannot be read, and for a profile that does not exist. A retry does not help. */
export class SandboxConfigError extends Error {
  readonly code = 'SANDBOX_CONFIG_INVALID';
  constructor(message: string) {
    super(message);
    this.name = 'SandboxConfigError';
  }
}
