import type { AgentRow } from '@cadre/persistence';
import { Shown, ShownTime } from '../http/shown';
import { teamName } from '../http/team-names';

/** An agent as the registry has it. */
export class AgentItem {
  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string' })
  agent_name!: string;

  @Shown({ type: 'string', description: 'Slug of the team' })
  team!: string;

  @Shown({ type: 'string' })
  team_name!: string;

  @Shown({ type: 'string' })
  description!: string;

  @Shown({ type: 'string', enum: ['llm', 'command', 'http', 'builtin', 'external'] })
  executor!: string;

  @Shown({ type: 'object', additionalProperties: true, description: 'JSON Schema of the parameters' })
  schema!: object;

  @Shown({ type: 'object', additionalProperties: true, nullable: true, description: 'JSON Schema of the result' })
  output_schema!: object | null;

  @Shown({ type: 'integer', nullable: true, description: 'Null: unlimited' })
  max_concurrent_tasks!: number | null;

  @Shown({ type: 'string', nullable: true, description: 'For example 10/minute; null: unlimited' })
  rate_limit!: string | null;

  @Shown({ type: 'number', nullable: true })
  rate_burst!: number | null;

  @Shown({ type: 'boolean' })
  paused!: boolean;

  @Shown({ type: 'string', nullable: true })
  paused_by!: string | null;

  @ShownTime({ nullable: true })
  paused_at!: Date | null;

  @Shown({ type: 'string', description: 'Names the content of the definition' })
  version!: string;
}

/** GET /agents */
export class AgentList {
  @Shown({ type: [AgentItem] })
  agents!: AgentItem[];

  @Shown({ type: 'integer' })
  total!: number;
}

/** GET /agents/{id}/schema */
export class AgentSchema {
  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string' })
  version!: string;

  @Shown({ type: 'object', additionalProperties: true })
  schema!: object;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  output_schema!: object | null;
}

export function agentItem(row: AgentRow): AgentItem {
  const { agent_id, agent_name, team, description, executor, schema, output_schema, version } = row;
  const { max_concurrent_tasks, rate_limit, rate_burst, paused, paused_by, paused_at } = row;
  return {
    ...{ agent_id, agent_name, team, team_name: teamName(team), description, executor, schema, output_schema },
    ...{ max_concurrent_tasks, rate_limit, rate_burst, paused, paused_by, paused_at, version },
  };
}
