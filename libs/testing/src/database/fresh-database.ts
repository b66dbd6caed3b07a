import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { ADMIN_URL_VARIABLE, BUS_PASSWORD, BUS_ROLE, SERVICE_PASSWORD, SERVICE_ROLE, TEMPLATE } from './names';

/** No test server runs: the spec is not part of a jest project with a database. */
export class TestDatabaseMissingError extends Error {
  readonly code = 'TEST_DATABASE_MISSING';

  constructor() {
    super('There is no test database: name the file *.integration-spec.ts or *.e2e-spec.ts');
    this.name = new.target.name;
  }
}

export interface FreshDatabase {
  readonly name: string;
  /** As superuser. */
  readonly url: string;
  /** As gateways and orchestrators log in: no right to change the schema. */
  readonly serviceUrl: string;
  /** As the role with rights on schema `bus` alone. */
  readonly busUrl: string;
  /** Drops it, whoever is connected. */
  drop(): Promise<void>;
}

/** A database that is migrated, has the bus schema, and holds nothing. Takes some 50 ms: it is a copy. */
export async function freshDatabase(): Promise<FreshDatabase> {
  return create(`TEMPLATE ${TEMPLATE}`);
}

/** A database without any tables, for tests of migrations. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return create('TEMPLATE template0');
}

async function create(how: string): Promise<FreshDatabase> {
  const adminUrl = process.env[ADMIN_URL_VARIABLE];
  if (adminUrl === undefined) throw new TestDatabaseMissingError();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(adminUrl, `CREATE DATABASE ${name} ${how}`);
  return {
    name,
    url: withDatabase(adminUrl, name),
    serviceUrl: withDatabase(adminUrl, name, { user: SERVICE_ROLE, password: SERVICE_PASSWORD }),
    busUrl: withDatabase(adminUrl, name, { user: BUS_ROLE, password: BUS_PASSWORD }),
    drop: () => administer(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

function withDatabase(adminUrl: string, name: string, login?: { user: string; password: string }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  if (login !== undefined) {
    url.username = login.user;
    url.password = login.password;
  }
  return url.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
