import type { Client } from 'pg';
import { ForeignDatabaseError, NewerSchemaError, UnsupportedServerError } from '../database/errors';
import { ALL_MIGRATIONS, MIGRATIONS_TABLE } from './all-migrations';

const OLDEST_SERVER = 150_000;

/** Tables, views and sequences of the schema in use that no extension brought along. */
const RELATIONS = `
  SELECT c.relname AS name
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

/**
 * Refuses a server that is too old, a database of somebody else, and a schema that is newer than this program. Answers
 * whether every migration has run already.
 */
export async function checkServer(client: Client): Promise<boolean> {
  await checkVersion(client);
  const relations = await client.query<{ name: string }>(RELATIONS);
  const names = relations.rows.map((row) => row.name);
  if (names.includes(MIGRATIONS_TABLE)) return checkKnown(client);
  if (names.length > 0) {
    throw new ForeignDatabaseError(
      `The database holds tables that are not Cadre's (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}); name an empty database instead.`,
    );
  }
  return false;
}

async function checkVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
  const version = Number(rows[0]?.version);
  if (version < OLDEST_SERVER) {
    throw new UnsupportedServerError(
      `Cadre needs PostgreSQL 15 or newer; this server is version ${Math.floor(version / 10_000)}.`,
    );
  }
}

async function checkKnown(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`);
  const known = new Set<string>(ALL_MIGRATIONS.map((migration) => migration.name));
  const unknown = rows.find((row) => !known.has(row.name));
  if (unknown) {
    throw new NewerSchemaError(
      `The database was migrated by a newer version of Cadre (${unknown.name}); start that version or a newer one.`,
    );
  }
  return rows.length === known.size;
}
