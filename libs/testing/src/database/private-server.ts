import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, startEmbeddedPostgres, type EmbeddedPostgres } from '@cadre/embedded-postgres';
import { Client } from 'pg';
import type { FreshDatabase } from './fresh-database';
import { BUS_PASSWORD, BUS_ROLE, SERVICE_PASSWORD, SERVICE_ROLE } from './names';
import { prepareTables } from './prepare-tables';
import { copyFiles, takeBackup } from './take-backup';

const NAME = 'cadre';

/** A database server of one test, which may be stopped, killed and started again on the same port with the same data. */
export class PrivateServer implements FreshDatabase {
  readonly name = NAME;

  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
  ) {}

  /** Starts it, with one migrated database. Its commits survive a kill, as those of an installation do. */
  static async start(): Promise<PrivateServer> {
    const folder = mkdtempSync(join(tmpdir(), 'cadre-private-database-'));
    const server = await startEmbeddedPostgres({ dataDir: folder });
    await ensureDatabase(server.adminUrl, NAME);
    await prepareTables(server.url(NAME));
    return new PrivateServer(folder, server);
  }

  get port(): number {
    return this.server.port;
  }

  get url(): string {
    return this.server.url(NAME);
  }

  get serviceUrl(): string {
    return this.urlOf(SERVICE_ROLE, SERVICE_PASSWORD);
  }

  get busUrl(): string {
    return this.urlOf(BUS_ROLE, BUS_PASSWORD);
  }

  /** An orderly end: every connection is closed. */
  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Of everything there is now, taken while it works. One at a time is kept. */
  async backUp(): Promise<void> {
    rmSync(this.backup, { recursive: true, force: true });
    await takeBackup(this.server.adminUrl, this.cluster, this.backup);
  }

  /** Killed, and started again with what stood in the backup: all that came later is gone. */
  async restore(): Promise<void> {
    await this.kill();
    rmSync(this.cluster, { recursive: true });
    copyFiles(this.backup, this.cluster);
    await this.startAgain();
  }

  /** SIGKILL to the server itself; resolves with how it ended. */
  kill(): Promise<string> {
    const pidFile = join(this.cluster, 'postmaster.pid');
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
    return this.server.exited;
  }

  async startAgain(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.folder, port: this.port });
  }

  /** Ends all sessions of this database but the one that does it; answers how many. */
  async endSessions(): Promise<number> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      return rowCount ?? 0;
    } finally {
      await client.end();
    }
  }

  private get cluster(): string {
    return join(this.folder, 'cluster');
  }

  private get backup(): string {
    return join(this.folder, 'backup');
  }

  private urlOf(user: string, password: string): string {
    const url = new URL(this.url);
    url.username = user;
    url.password = password;
    return url.href;
  }

  async drop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
