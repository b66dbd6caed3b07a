import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { chooseAccount, type Footing } from './account/choose-account';
import { locateBinaries } from './binaries/locate-binaries';
import { openCluster, SUPERUSER, type Cluster } from './cluster/cluster';
import { DataDirectoryError, ServerStartError } from './errors';
import { clearTheWay } from './server/clear-the-way';
import { freePort } from './server/free-port';
import { startMark } from './server/process-table';
import { startServer } from './server/server-process';
import { readServerState, writeServerState } from './server/server-state';
import { stopServer } from './server/stop-server';

export interface EmbeddedPostgresOptions {
  /** Holds everything of this server; made if absent. One server per directory. */
  readonly dataDir: string;
  /** A fixed port; otherwise the one of the last start if it is still free. */
  readonly port?: number;
  /** False for data nobody misses: faster, and a crash of the machine may cost it. Default true. */
  readonly durable?: boolean;
  readonly log?: (message: string) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** Address of the database `postgres` as superuser. Holds the password. */
  readonly adminUrl: string;
  /** Address of any database as superuser. Holds the password. */
  url(database: string): string;
  /** Resolves with a description when the server ends, whether asked to or not. */
  readonly exited: Promise<string>;
  /** Ends connections, writes everything down, ends the server. Idempotent. */
  stop(): Promise<void>;
}

/** Tries another port, or waits for the backends of a killed server to notice. */
const RETRYABLE = /could not bind|could not create any TCP|pre-existing shared memory|address already in use/i;
const MAX_TRIES = 6;
const RETRY_MS = 500;

/**
 * Starts a PostgreSQL of our own on loopback, as root or as an ordinary user, and ends with this process. Every failure
 * is an EmbeddedPostgresError of one sentence.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => {});
  prepareFolder(dataDir);
  const footing = chooseAccount(locateBinaries(), dataDir);
  if (!existsSync(join(dataDir, 'cluster'))) log('creating the database');
  const cluster = await openCluster(dataDir, footing);
  await clearTheWay(dataDir, cluster.folder);
  const { child, port } = await startOnFreePort(options, dataDir, cluster, footing);
  return describeServer(child, port, cluster);
}

async function startOnFreePort(
  { port: fixedPort, durable = true }: EmbeddedPostgresOptions,
  dataDir: string,
  cluster: Cluster,
  footing: Footing,
): Promise<{ child: ChildProcess; port: number }> {
  const logFile = join(dataDir, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = fixedPort ?? (await freePort(readServerState(dataDir)?.port));
    writeServerState(dataDir, { port, owner: { pid: process.pid, mark: startMark(process.pid) } });
    try {
      return { child: await startServer(footing, { cluster: cluster.folder, port, durable, logFile }), port };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt < MAX_TRIES && RETRYABLE.test(reason)) await pause(RETRY_MS);
      else
        throw new ServerStartError(
          `The embedded database in ${dataDir} did not start: ${reason} (more in ${logFile})`,
          { cause: error },
        );
    }
  }
}

function prepareFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new DataDirectoryError(`The database directory ${dataDir} cannot be used (${code})`, { cause });
  }
}

/** Not mkdir's own recursion: below /proc and the like Node never comes back from it. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function describeServer(child: ChildProcess, port: number, cluster: Cluster): EmbeddedPostgres {
  const url = (database: string) =>
    `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const exited = new Promise<string>((done) => {
    child.once('exit', (code, signal) => done(signal ?? `code ${code}`));
  });
  return { port, adminUrl: url('postgres'), url, exited, stop: () => stopServer(child) };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
