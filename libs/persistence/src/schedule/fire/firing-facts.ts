import type { AgentRow } from '../../agent/agent-row';
import type { Queryable } from '../../database/statement';
import type { TemplateDetails } from '../../workflow/template/template-row';
import type { WorkflowTemplateStore } from '../../workflow/template/workflow-template.store';
import type { LockedSchedule } from './sql/lock-schedules.sql';
import { READ_SCHEDULE_OWNERS, READ_SCHEDULED_AGENTS, RUNS_UNDER_WAY, type UnderWayRow } from './sql/read-facts.sql';

/** What has to be known to fire a batch of schedules. */
export interface FiringFacts {
  readonly agents: ReadonlyMap<string, AgentRow>;
  /** By `templateKey`: what an owner may not see is not among them. */
  readonly templates: ReadonlyMap<string, TemplateDetails>;
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

export interface FactSources {
  readonly agents: KnownAgents;
  readonly templates: Pick<WorkflowTemplateStore, 'getIn'>;
}

export async function readFacts(
  db: Queryable,
  sources: FactSources,
  schedules: readonly LockedSchedule[],
): Promise<FiringFacts> {
  const agentIds = [...new Set(schedules.flatMap(({ agent_id }) => agent_id ?? []))];
  const userIds = [...new Set(schedules.map(({ created_by }) => created_by))];
  const careful = schedules.filter(({ overlap_policy }) => overlap_policy !== 'allow');
  const ids = careful.map(({ schedule_id }) => schedule_id);
  const owners = await db.query(READ_SCHEDULE_OWNERS, [userIds]);
  const underWay = ids.length > 0 ? await db.query(RUNS_UNDER_WAY, [ids]) : [];
  return {
    agents: await sources.agents.read(db, agentIds),
    templates: await readTemplates(db, sources, schedules),
    submitters: new Set(owners.filter(({ role }) => role !== 'viewer').map(({ user_id }) => user_id)),
    underWay: new Map(underWay.map((row) => [row.schedule_id, row])),
  };
}

/** Whose template in which version: the same name may mean another one to another owner. */
export function templateKey(schedule: LockedSchedule): string {
  const { tenant, created_by, template, template_version } = schedule;
  return JSON.stringify([tenant, created_by, template, template_version]);
}

/** Schedules of the same owner mostly fire the same few templates: each is read and opened once. */
async function readTemplates(
  db: Queryable,
  { templates }: FactSources,
  schedules: readonly LockedSchedule[],
): Promise<Map<string, TemplateDetails>> {
  const wanted = new Map(schedules.filter(({ template }) => template !== null).map((one) => [templateKey(one), one]));
  const found = new Map<string, TemplateDetails>();
  for (const [key, { tenant, created_by: userId, template, template_version: version }] of wanted) {
    const details = await templates.getIn(db, template ?? '', { tenant, userId }, version ?? undefined);
    if (details) found.set(key, details);
  }
  return found;
}
