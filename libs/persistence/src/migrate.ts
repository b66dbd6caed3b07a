import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { classifyError } from './database/classify-error';
import { Database } from './database/database';
import { checkServer } from './migrations/check-server';
import { createPartitions } from './partitions/create-partitions';

/** What a run of `migrate` did. */
export interface MigrationReport {
  /** Names of the migrations that ran now; empty when the schema was up to date. */
  readonly applied: readonly string[];
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Everybody who migrates takes the same lock, on a connection of its own that lives as long as the migration. */
const LOCK = `SELECT pg_advisory_lock(hashtext('cadre.migrate'))`;

/**
 * Brings the database up to this version. Several processes may call it at once; one works, the others find it done.
 * Rejects with ForeignDatabaseError, NewerSchemaError, UnsupportedServerError or DatabaseUnavailableError.
 */
export async function migrate(url: string): Promise<MigrationReport> {
  const lock = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'cadre-migrate',
  });
  lock.on('error', () => undefined);
  try {
    await lock.connect();
    await lock.query(LOCK);
    const isCurrent = await checkServer(lock);
    const applied = isCurrent ? [] : await runMigrations(url);
    await ensurePartitions(url);
    return { applied };
  } catch (error) {
    throw classifyError(error);
  } finally {
    await lock.end().catch(() => undefined);
  }
}

/** Takes back the newest migration. For development and tests: it drops data. */
export async function revertLastMigration(url: string): Promise<void> {
  const source = await openDataSource(url);
  try {
    await source.undoLastMigration({ transaction: 'all' });
  } finally {
    await source.destroy();
  }
}

/** The ORM is loaded when there is something to migrate, and for nothing else: it takes a third of a service's start. */
async function openDataSource(url: string): Promise<DataSource> {
  const { createDataSource } = await import('./data-source.js');
  return createDataSource(url).initialize();
}

async function runMigrations(url: string): Promise<string[]> {
  const source = await openDataSource(url);
  try {
    const applied = await source.runMigrations({ transaction: 'all' });
    return applied.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

async function ensurePartitions(url: string): Promise<void> {
  const db = new Database({ url, poolSize: 1, applicationName: 'cadre-migrate' });
  try {
    await createPartitions(db);
  } finally {
    await db.close();
  }
}
