import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { TopologyMismatchError } from '../../errors';
import { SCHEMA_STEPS, SCHEMA_VERSION } from './bus-schema.sql';
import { scramVerifier } from './scram-verifier';

export interface BusRole {
  readonly role: string;
  readonly password: string;
}

/** Two installers at work must not meet; the number only has to be the same in both. */
const INSTALL_LOCK = 7_205_759_403_792_793;
const ROLE_ATTEMPTS = 5;

/**
 * Installs or upgrades schema `bus`, and with a role given makes sure that this role can log in and use it.
 * Idempotent; safe while several processes do it at once. Needs the right to create schemas and roles.
 *
 * The role has rights on schema `bus` and nothing else: it cannot read a task, a user or a payload table. But all
 * workers of an installation share it, so on this bus they form **one trust zone**: each can read, forge and delete
 * every team's messages and answers, and end the bus sessions of the others. What protects the payloads inside the
 * messages is that they are sealed with the key of one team. Isolation between teams needs RabbitMQ.
 *
 * Throws TopologyMismatchError when the schema is of a newer version than this program knows.
 */
export async function installBusSchema(adminUrl: string, role?: BusRole): Promise<void> {
  const client = new Client({ connectionString: adminUrl, application_name: 'cadre bus schema' });
  await client.connect();
  try {
    await inTransaction(client, () => upgrade(client));
    if (role !== undefined) await grantRole(client, role);
  } finally {
    await client.end();
  }
}

async function upgrade(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [INSTALL_LOCK]);
  await client.query('CREATE SCHEMA IF NOT EXISTS bus');
  await client.query('CREATE TABLE IF NOT EXISTS bus.schema_version (version int NOT NULL)');
  const found = await client.query<{ version: number }>('SELECT version FROM bus.schema_version');
  const version = found.rows[0]?.version ?? 0;
  if (version > SCHEMA_VERSION) throw newerSchema(version);
  if (version === SCHEMA_VERSION) return;
  for (const step of SCHEMA_STEPS.slice(version)) await client.query(step);
  await client.query('DELETE FROM bus.schema_version');
  await client.query('INSERT INTO bus.schema_version (version) VALUES ($1)', [SCHEMA_VERSION]);
}

function newerSchema(version: number): TopologyMismatchError {
  return new TopologyMismatchError(
    `The bus schema has version ${version}, this program knows ${SCHEMA_VERSION}: it needs a newer release.`,
  );
}

/** Roles belong to the whole server: installers of other databases may change the same one, so this is tried again. */
async function grantRole(client: Client, role: BusRole): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(client, () => ensureRole(client, role));
    } catch (error) {
      if (attempt >= ROLE_ATTEMPTS) throw error;
    }
  }
}

async function ensureRole(client: Client, { role, password }: BusRole): Promise<void> {
  const name = escapeIdentifier(role);
  const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${name}`);
  // Only a superuser may as much as mention NOSUPERUSER; a new role has none of these attributes anyway.
  await client.query(`ALTER ROLE ${name} LOGIN NOINHERIT PASSWORD ${escapeLiteral(scramVerifier(password))}`);
  await client.query(`GRANT USAGE ON SCHEMA bus TO ${name}`);
  await client.query(`GRANT SELECT ON bus.schema_version, bus.held_locks TO ${name}`);
  await client.query(
    `GRANT SELECT, INSERT, UPDATE, DELETE ON bus.messages, bus.parcels, bus.inboxes, bus.dead_messages TO ${name}`,
  );
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
