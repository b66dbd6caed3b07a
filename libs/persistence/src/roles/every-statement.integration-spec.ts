import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type FreshDatabase, freshDatabase } from '@cadre/testing';
import { Client } from 'pg';
import type { Statement } from '../database/statement';

const SOURCES = join(__dirname, '..');

type AnyStatement = Statement<readonly unknown[], unknown>;

function isStatement(value: unknown): value is AnyStatement {
  return typeof value === 'object' && value !== null && 'text' in value && 'name' in value;
}

/** Every statement that stands in a file of its own, under the names it is exported by. */
function allStatements(): [name: string, text: string][] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.sql.ts') && !file.startsWith('migrations'))
    .flatMap((file) => {
      const exported = Object.entries(jest.requireActual<Record<string, unknown>>(join(SOURCES, file)));
      return exported
        .filter((entry): entry is [string, AnyStatement] => isStatement(entry[1]))
        .map(([name, { text }]): [string, string] => [`${relative(SOURCES, join(SOURCES, file))} ${name}`, text]);
    });
}

/** How many parameters a statement takes. */
function parametersOf(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
}

let database: FreshDatabase;
let client: Client;

beforeAll(async () => {
  database = await freshDatabase();
  client = new Client({ connectionString: database.serviceUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('every statement is within the rights of the services', () => {
  const statements = allStatements();

  it('and there are many', () => {
    expect(statements.length).toBeGreaterThan(80);
  });

  // EXPLAIN checks the rights on all tables and columns without running anything.
  it.each(statements.filter(([, text]) => !/^\s*SET\b/.test(text)))('%s', async (_, text) => {
    const nulls = Array.from({ length: parametersOf(text) }, () => 'NULL').join(', ');
    await client.query(`PREPARE tried AS ${text}`);
    try {
      await client.query(`EXPLAIN EXECUTE tried${nulls === '' ? '' : `(${nulls})`}`);
    } finally {
      await client.query('DEALLOCATE tried');
    }
  });
});
