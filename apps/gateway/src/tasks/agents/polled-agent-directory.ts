import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type AgentRow, AgentStore } from '@cadre/persistence';
import type { AgentDirectory } from './agent-directory.port';

const POLL_MS = 2_000;
/** Unknown ids cannot make us read the registry more often than this. */
const MISS_PAUSE_MS = 250;

/**
 * Asks every two seconds whether the registry changed, and reads all of it if so: its schemas are long. A submission then
 * costs no query for its agent; an agent whose definition did not change stays the same object, so that its compiled
 * schema is found again.
 */
@Injectable()
export class PolledAgentDirectory implements AgentDirectory, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('tasks');
  private agents: ReadonlyMap<string, AgentRow> | null = null;
  private loading: Promise<ReadonlyMap<string, AgentRow>> | null = null;
  private loadedAt = 0;
  /** Of what was read last. */
  private stamp = '';
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly store: AgentStore) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.poll(), POLL_MS);
    await this.poll();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.loading?.catch(() => undefined);
  }

  async find(agentId: string): Promise<AgentRow | null> {
    const known = (this.agents ?? (await this.load())).get(agentId);
    if (known) return known;
    if (performance.now() - this.loadedAt < MISS_PAUSE_MS) return null;
    return (await this.load()).get(agentId) ?? null;
  }

  async all(): Promise<Iterable<AgentRow>> {
    return (this.agents ?? (await this.load())).values();
  }

  private async poll(): Promise<void> {
    try {
      // Asked for before: what is written between the two is read now, and read again with the next stamp.
      const stamp = await this.store.stamp();
      if (this.agents !== null && stamp === this.stamp) return;
      await this.load();
      this.stamp = stamp;
    } catch (err) {
      // What is known stays good enough to accept by; readiness tells about the database.
      this.logger.warn({ err }, 'agents could not be read');
    }
  }

  private load(): Promise<ReadonlyMap<string, AgentRow>> {
    this.loading ??= this.read().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async read(): Promise<ReadonlyMap<string, AgentRow>> {
    const rows = await this.store.list({});
    const before = this.agents;
    const agents = new Map(rows.map((row) => [row.agent_id, sameSchema(before?.get(row.agent_id), row)]));
    this.agents = agents;
    this.loadedAt = performance.now();
    return agents;
  }
}

/** Compiled schemas are kept by the identity of the schema. */
function sameSchema(before: AgentRow | undefined, row: AgentRow): AgentRow {
  return before?.version === row.version ? { ...row, schema: before.schema } : row;
}
