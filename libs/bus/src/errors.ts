/** Every error of the bus carries a stable code; whether a retry helps stands at each class. */
export abstract class BusError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The broker could not be reached within the deadline. A later retry helps. */
export class BusUnavailableError extends BusError {
  readonly code = 'BUS_UNAVAILABLE';
}

/** No answer came in time. The request may or may not have been carried out; repeat it with the same ids. */
export class RequestTimeoutError extends BusError {
  readonly code = 'BUS_REQUEST_TIMEOUT';
}

/** What stands at the broker differs from what is declared. A retry does not help: somebody must migrate. */
export class TopologyMismatchError extends BusError {
  readonly code: string = 'BUS_TOPOLOGY_MISMATCH';
}

/** The virtual host belongs to another installation. A retry does not help: somebody must give each its own. */
export class ForeignInstallationError extends TopologyMismatchError {
  override readonly code = 'BUS_FOREIGN_INSTALLATION';
}

/** The bus was stopped, or not yet started. A retry does not help. */
export class BusStoppedError extends BusError {
  readonly code = 'BUS_STOPPED';
}

/** A second inbox, or a request without one: a mistake in the program. */
export class InboxError extends BusError {
  readonly code = 'BUS_INBOX';
}

/** A handler answered with another number of verdicts than it got deliveries: a mistake in the program. */
export class VerdictMismatchError extends BusError {
  readonly code = 'BUS_VERDICT_MISMATCH';
}
