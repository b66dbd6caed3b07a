import type { AgentDefinition } from '@cadre/domain';
import type { Database } from '../database/database';
import type { AgentOverrides, AgentRow } from './agent-row';
import { changeLimits, setPaused, type AgentChangeOptions, type AgentChangeOutcome } from './change-agent';
import { AGENT_STATISTICS, type AgentStatistics } from './sql/agent-statistics.sql';
import { READ_AGENTS, READ_AGENTS_STAMP } from './sql/read-agents.sql';
import { syncAgents, type RejectedDefinition, type SyncReport } from './sync-agents';

export interface AgentQuery {
  readonly team?: string;
  /** Default: only those that have a definition. */
  readonly includeRetired?: boolean;
}

const MOST_ATTEMPTS = 100_000;

/** The registry of agents and their live limits. */
export class AgentStore {
  constructor(private readonly db: Database) {}

  /**
   * Makes the registry say what the definition files say; limits set by hand stay. Those that are rejected keep the
   * version they have, and say why.
   */
  sync(definitions: readonly AgentDefinition[], rejected: readonly RejectedDefinition[] = []): Promise<SyncReport> {
    return this.db.transaction((tx) => syncAgents(tx, definitions, rejected), { manyRows: true });
  }

  /** By team and id. */
  list({ team, includeRetired = false }: AgentQuery = {}): Promise<AgentRow[]> {
    return this.db.query(READ_AGENTS, [null, team ?? null, includeRetired]);
  }

  /** Differs from an earlier one when `list` may answer otherwise than then. For those who keep what they read. */
  async stamp(): Promise<string> {
    const [row] = await this.db.query(READ_AGENTS_STAMP, []);
    return row?.stamp ?? '';
  }

  /** Also a retired one: `retired_at` says so. */
  async get(agentId: string): Promise<AgentRow | null> {
    const [row] = await this.db.query(READ_AGENTS, [agentId, null, true]);
    return row ?? null;
  }

  patch(agentId: string, change: AgentOverrides, options: AgentChangeOptions): Promise<AgentChangeOutcome> {
    return this.db.transaction((tx) => changeLimits(tx, agentId, change, options));
  }

  /** `by` is shown to those who wait; default: the email of the origin. Pausing twice changes nothing. */
  pause(agentId: string, options: AgentChangeOptions & { readonly by?: string }): Promise<AgentChangeOutcome> {
    return this.db.transaction((tx) => setPaused(tx, agentId, true, options));
  }

  resume(agentId: string, options: AgentChangeOptions): Promise<AgentChangeOutcome> {
    return this.db.transaction((tx) => setPaused(tx, agentId, false, options));
  }

  /** How the attempts of the last hours went; of a very busy system only the newest attempts are looked at. */
  async statistics(agentId: string, { hours }: { readonly hours: number }): Promise<AgentStatistics | null> {
    const [row] = await this.db.query(AGENT_STATISTICS, [agentId, hours, MOST_ATTEMPTS]);
    return row ?? null;
  }
}
