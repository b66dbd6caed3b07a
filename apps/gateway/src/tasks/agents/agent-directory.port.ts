import type { AgentRow } from '@cadre/persistence';

/** Every agent of the registry, in memory. Also the injection token. */
export abstract class AgentDirectory {
  /**
   * The agent as it stands, at most two seconds old; null if there is none or its file is gone. An id nobody knows is
   * looked up once more before it is denied.
   */
  abstract find(agentId: string): Promise<AgentRow | null>;

  /** All of them, at most two seconds old. */
  abstract all(): Promise<Iterable<AgentRow>>;
}
