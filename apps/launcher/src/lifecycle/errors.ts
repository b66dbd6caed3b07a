/** Something that keeps Cadre from starting, said in one sentence. */
export abstract class LauncherError extends Error {
  abstract readonly code: string;
  readonly exitCode: number = 1;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line names something that does not exist. */
export class UsageError extends LauncherError {
  readonly code = 'USAGE';
}

/** CADRE_HOME cannot be made, read or written. Another folder or other rights help. */
export class HomeUnusableError extends LauncherError {
  readonly code = 'HOME_UNUSABLE';
}

/** Another launcher uses this CADRE_HOME. Stopping that one helps, or another CADRE_HOME. */
export class AlreadyRunningError extends LauncherError {
  readonly code = 'ALREADY_RUNNING';
}

/** The API's port or address cannot be listened on. Another PORT or HOST helps. */
export class AddressUnusableError extends LauncherError {
  readonly code = 'ADDRESS_UNUSABLE';
}

/** A service ended again and again before it was ever ready, or refuses its configuration. Its own words are included. */
export class ServiceFailedError extends LauncherError {
  readonly code = 'SERVICE_FAILED';

  constructor(
    message: string,
    override readonly exitCode: number,
  ) {
    super(message);
  }
}

/** The agent definitions have mistakes; each is named with file and line. */
export class AgentDefinitionsError extends LauncherError {
  readonly code = 'AGENT_DEFINITIONS_INVALID';
  override readonly exitCode = 78;
}

/** The database's owner may not make the bus and the logins of the services. */
export class DatabaseAccessError extends LauncherError {
  readonly code = 'DATABASE_ACCESS';
}

/** The demonstration did not come to an end. The installation itself is not touched by it. */
export class DemoFailedError extends LauncherError {
  readonly code = 'DEMO_FAILED';
}
