import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, unnamedStatement } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { EmbeddedDatabase } from './embedded-database';

let folder: string;
let said: string[];
let database: EmbeddedDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadre-launcher-database-'));
  said = [];
  const note = (line: string) => void said.push(line);
  database = await EmbeddedDatabase.open(join(folder, 'postgres'), { say: note, warn: note });
});
afterEach(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const pidOf = () => Number(readFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function answers(): Promise<boolean> {
  const db = new Database({ url: database.url, poolSize: 1 });
  try {
    return (await db.query(unnamedStatement('SELECT 1 AS one'), [])).length === 1;
  } finally {
    await db.close();
  }
}

it('comes back on the same address when its server is killed', async () => {
  const { url } = database;
  expect(await answers()).toBe(true);
  process.kill(pidOf(), 'SIGKILL');
  await until(() => said.includes('The database is back'), { timeoutMs: 30_000 });
  expect(said).toContain('The database ended unexpectedly (SIGKILL); starting it again');
  expect(database.url).toBe(url);
  expect(await answers()).toBe(true);
}, 60_000);

it('stays away once it was stopped', async () => {
  await database.stop();
  await database.stop();
  await expect(answers()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(said.filter((line) => line.includes('unexpectedly'))).toEqual([]);
}, 60_000);
