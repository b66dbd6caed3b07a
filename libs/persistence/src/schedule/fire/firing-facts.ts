import type { AgentRow } from '../../agent/agent-row';
import type { Queryable } from '../../database/statement';
import type { LockedSchedule } from './sql/lock-schedules.sql';
import { READ_SCHEDULE_OWNERS, READ_SCHEDULED_AGENTS, RUNS_UNDER_WAY, type UnderWayRow } from './sql/read-facts.sql';

/** What has to be known to fire a batch of schedules. */
export interface FiringFacts {
  readonly agents: ReadonlyMap<string, AgentRow>;
  /** Who may submit. */
  readonly submitters: ReadonlySet<string>;
  /** Of the schedules that ask for it. */
  readonly underWay: ReadonlyMap<string, UnderWayRow>;
}

/** Keeps the schema of an agent that did not change the same object: compiled schemas are found by it. */
export class KnownAgents {
  private readonly agents = new Map<string, AgentRow>();

  async read(db: Queryable, agentIds: readonly string[]): Promise<Map<string, AgentRow>> {
    const rows = agentIds.length > 0 ? await db.query(READ_SCHEDULED_AGENTS, [agentIds]) : [];
    const known = rows.map((row) => {
      const before = this.agents.get(row.agent_id);
      const agent = before?.version === row.version ? { ...row, schema: before.schema } : row;
      this.agents.set(row.agent_id, agent);
      return [row.agent_id, agent] as const;
    });
    return new Map(known);
  }
}

export async function readFacts(
  db: Queryable,
  known: KnownAgents,
  schedules: readonly LockedSchedule[],
): Promise<FiringFacts> {
  const agentIds = [...new Set(schedules.flatMap(({ agent_id }) => agent_id ?? []))];
  const userIds = [...new Set(schedules.map(({ created_by }) => created_by))];
  const careful = schedules.filter(({ overlap_policy }) => overlap_policy !== 'allow');
  const ids = careful.map(({ schedule_id }) => schedule_id);
  const owners = await db.query(READ_SCHEDULE_OWNERS, [userIds]);
  const underWay = ids.length > 0 ? await db.query(RUNS_UNDER_WAY, [ids]) : [];
  return {
    agents: await known.read(db, agentIds),
    submitters: new Set(owners.filter(({ role }) => role !== 'viewer').map(({ user_id }) => user_id)),
    underWay: new Map(underWay.map((row) => [row.schedule_id, row])),
  };
}
