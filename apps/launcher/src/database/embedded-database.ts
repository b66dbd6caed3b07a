import { ensureDatabase, startEmbeddedPostgres, type EmbeddedPostgres } from '@cadre/embedded-postgres';
import type { Terminal } from '../output/terminal';

const NAME = 'cadre';
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/** The embedded database of an installation: started again on its port whenever it ends without being asked to. */
export class EmbeddedDatabase {
  private stopping = false;
  private readonly keeping: Promise<void>;

  private constructor(
    private readonly dataDir: string,
    private readonly terminal: Terminal,
    private server: EmbeddedPostgres,
  ) {
    this.keeping = this.keepRunning();
  }

  /** Throws EmbeddedPostgresError: one sentence. */
  static async open(dataDir: string, terminal: Terminal): Promise<EmbeddedDatabase> {
    const log = (message: string) => terminal.say(`PostgreSQL: ${message} …`);
    const server = await startEmbeddedPostgres({ dataDir, log });
    await ensureDatabase(server.adminUrl, NAME);
    return new EmbeddedDatabase(dataDir, terminal, server);
  }

  get url(): string {
    return this.server.url(NAME);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.server.stop();
    await this.keeping;
    await this.server.stop();
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopping) {
      const how = await this.server.exited;
      if (this.stopping) return;
      this.terminal.warn(`The database ended unexpectedly (${how}); starting it again`);
      await this.startAgain();
    }
  }

  private async startAgain(): Promise<void> {
    for (let delayMs = FIRST_DELAY_MS; !this.stopping; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      try {
        this.server = await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.server.port });
        this.terminal.say('The database is back');
        return;
      } catch (error) {
        this.terminal.warn(error instanceof Error ? error.message : String(error));
        await pause(delayMs);
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
