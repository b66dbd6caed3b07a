import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchStack } from '../stack/stack';

const RELOAD_MS = 500;

/**
 * How many statements the services send within so many seconds, BEGIN and COMMIT included: as the server writes them
 * down, since what counts them inside the server is not there by default.
 */
export async function countStatements(stack: BenchStack, seconds: number): Promise<number> {
  const [row] = await stack.sql<{ data_directory: string }>('SHOW data_directory');
  const log = join(dirname(row?.data_directory ?? ''), 'server.log');
  await setting(stack, `SET log_statement = 'all'`);
  const from = statSync(log).size;
  await pause(seconds * 1000);
  const text = readFileSync(log).subarray(from).toString();
  await setting(stack, 'RESET log_statement');
  return text.match(/ LOG: {2}(statement|execute)/g)?.length ?? 0;
}

async function setting(stack: BenchStack, change: string): Promise<void> {
  await stack.sql(`ALTER SYSTEM ${change}`);
  await stack.sql('SELECT pg_reload_conf()');
  await pause(RELOAD_MS);
}
