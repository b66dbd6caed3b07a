import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, startEmbeddedPostgres, type EmbeddedPostgres } from '@cadre/embedded-postgres';
import { TEMPLATE } from './names';
import { prepareTables } from './prepare-tables';

/**
 * The program that serves a test run's databases: one embedded server in a folder of its own, with one migrated database
 * that all others are copied from. Says where it is on standard output, and ends with whoever started it: when its
 * standard input closes.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cadre-test-database-'));
  let server: EmbeddedPostgres | undefined;
  const end = async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  process.stdin.resume().on('end', () => void end());
  process.on('SIGTERM', () => void end()).on('SIGINT', () => void end());
  try {
    server = await startEmbeddedPostgres({ dataDir: folder, durable: false });
    await prepareTemplate(server);
    process.stdout.write(`${JSON.stringify({ adminUrl: server.adminUrl })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  }
}

async function prepareTemplate(server: EmbeddedPostgres): Promise<void> {
  await ensureDatabase(server.adminUrl, TEMPLATE);
  await prepareTables(server.url(TEMPLATE));
}

void main();
