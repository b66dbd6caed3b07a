import { BusError, BusUnavailableError, TopologyMismatchError } from '@cadre/bus';
import { ConfigError } from '@cadre/config';
import { CryptoError } from '@cadre/crypto';
import { EmbeddedPostgresError } from '@cadre/embedded-postgres';
import { DatabaseUnavailableError, PersistenceError } from '@cadre/persistence';
import { LauncherError } from './lifecycle/errors';

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h: no restart will help. */
const EXIT_CONFIG = 78;
const EXPECTED = [LauncherError, ConfigError, CryptoError, EmbeddedPostgresError, PersistenceError, BusError];

/** What a person reads about a failure: one sentence for what can happen to anybody, everything for what must not. */
export function explainFailure(error: unknown): string {
  if (error instanceof DatabaseUnavailableError) {
    return `The database cannot be used (${reasonOf(error)}); check DATABASE_URL and that PostgreSQL is running there`;
  }
  if (error instanceof BusUnavailableError) {
    return `${error.message}; check AMQP_URL and that RabbitMQ is running there`;
  }
  const refusal = explainRefusal(error);
  if (refusal !== null) return refusal;
  if (EXPECTED.some((known) => error instanceof known)) return (error as Error).message;
  return `Unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** 78 when the configuration, or what stands at the broker, is wrong; 1 otherwise. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TopologyMismatchError) return EXIT_CONFIG;
  return error instanceof ConfigError || error instanceof LauncherError ? error.exitCode : EXIT_FAILURE;
}

/** What the server itself refused: a login, a database that does not exist, a right that is missing. */
function explainRefusal(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  switch (error.code) {
    case '28000':
    case '28P01':
    case '3D000':
      return `The database refuses us (${error.message}); check DATABASE_URL`;
    case '42501':
      return `The database user lacks a right (${error.message}); make it the owner of the database`;
    default:
      return null;
  }
}

/** The driver's own words, which name the address or the user but never a password. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
