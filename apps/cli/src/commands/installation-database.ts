import { cliConfig } from '@cadre/config';
import { Database } from '@cadre/persistence';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage.error';

/** What every command that looks at an installation takes. */
export interface DatabaseOption {
  readonly databaseUrl?: string;
}

/** A page may be large and the machine slow; nobody waits for the answer within a request. */
const STATEMENT_TIMEOUT_MS = 120_000;
/** SQLSTATE of a table that does not exist. */
const UNDEFINED_TABLE = '42P01';

/** The address the option or the environment names. Throws UsageError. */
export function databaseUrl(option: DatabaseOption, { env }: Pick<Terminal, 'env'>): string {
  const url = option.databaseUrl ?? cliConfig(env).databaseUrl;
  if (url === undefined) throw new UsageError('Which database? Set DATABASE_URL or give --database-url.');
  return url;
}

/** Works on the database of an installation. Throws UsageError when it holds none. */
export async function withInstallation<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const options = { url, poolSize: 1, applicationName: 'cadre-doctor', statementTimeoutMs: STATEMENT_TIMEOUT_MS };
  const db = new Database(options);
  try {
    return await work(db);
  } catch (error) {
    if (!isMissingTable(error)) throw error;
    throw new UsageError('This database does not hold a Cadre installation.', { cause: error });
  } finally {
    await db.close();
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE;
}
