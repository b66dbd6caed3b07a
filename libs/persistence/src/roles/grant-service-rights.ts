import { Client, escapeIdentifier } from 'pg';
import { classifyError } from '../database/classify-error';
import { SERVICE_FUNCTIONS, SERVICE_RIGHTS, SERVICE_SEQUENCES } from './service-rights';

const CONNECT_TIMEOUT_MS = 10_000;
/** One process grants at a time; partitions that are made meanwhile touch the same rows of the catalog. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('cadre.migrate'))`;
const ATTEMPTS = 5;

/**
 * Gives a role, which must exist, the rights that gateways and orchestrators need on a migrated database, and takes any
 * other right on its tables away. To be run as the tables' owner after every migration; idempotent. Rejects with
 * DatabaseUnavailableError, or the driver's error.
 */
export async function grantServiceRights(ownerUrl: string, role: string): Promise<void> {
  const client = new Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'cadre-migrate',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (let attempt = 1; !(await granted(client, role, attempt === ATTEMPTS)); attempt += 1);
  } catch (error) {
    throw classifyError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function granted(client: Client, role: string, isLastAttempt: boolean): Promise<boolean> {
  try {
    await client.query('BEGIN');
    await client.query(LOCK);
    const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
    for (const sql of grants(escapeIdentifier(rows[0]?.schema ?? 'public'), escapeIdentifier(role))) {
      await client.query(sql);
    }
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    if (isLastAttempt) throw error;
    return false;
  }
}

function grants(schema: string, role: string): string[] {
  const tables = Object.entries(SERVICE_RIGHTS).map(
    ([table, rights]) => `GRANT ${rights.join(', ')} ON ${schema}.${table} TO ${role}`,
  );
  return [
    // Before PostgreSQL 15 everybody could make tables here, and databases that were upgraded still say so.
    `REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${role}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
    ...tables,
    ...SERVICE_SEQUENCES.map((name) => `GRANT USAGE ON SEQUENCE ${schema}.${name} TO ${role}`),
    ...SERVICE_FUNCTIONS.map((name) => `GRANT EXECUTE ON FUNCTION ${schema}.${name} TO ${role}`),
  ];
}
