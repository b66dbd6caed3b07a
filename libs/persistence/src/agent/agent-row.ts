import type { AgentDefinition, Executor, JsonSchema } from '@cadre/domain';

/** What is kept of a definition: everything but the instructions. */
export type StoredDefinition = Omit<AgentDefinition, 'instructions'>;

/** The limits an admin may set by hand. What is set stays, whatever the definition file says later. */
export interface AgentOverrides {
  readonly max_concurrent_tasks?: number | null;
  /** "10/minute" */
  readonly rate_limit?: string | null;
  readonly rate_burst?: number;
}

/** An edit of a definition that was not taken over. */
export interface RejectedAgentEdit {
  /** Names the content that was refused. */
  readonly version: string;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
  /** RFC 3339: when it was first seen. */
  readonly rejected_at: string;
}

/** An agent with its live limits. */
export interface AgentRow {
  readonly agent_id: string;
  readonly agent_name: string;
  readonly team: string;
  readonly description: string;
  readonly executor: Executor;
  readonly schema: JsonSchema;
  readonly output_schema: JsonSchema | null;
  readonly definition: StoredDefinition;
  readonly version: string;
  readonly retired_at: Date | null;
  readonly updated_at: Date;
  /** The definition file holds mistakes now; the version above still counts. */
  readonly rejected_edit: RejectedAgentEdit | null;
  readonly max_concurrent_tasks: number | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  /** As it was written: "10/minute". */
  readonly rate_limit: string | null;
  readonly paused: boolean;
  readonly paused_by: string | null;
  readonly paused_at: Date | null;
  readonly overridden: AgentOverrides;
  /** For ETag and If-Match. */
  readonly row_version: number;
}

/** The columns of an AgentRow, out of `agents AS agent JOIN agent_limits AS limits`. */
export const AGENT_COLUMNS = `
  agent.agent_id, agent.agent_name, agent.team, agent.description, agent.executor, agent.schema, agent.output_schema,
  agent.definition, agent.version, agent.retired_at, agent.updated_at,
  agent.rejected_edit, limits.max_concurrent_tasks,
  limits.rate_per_second, limits.rate_burst,
  CASE WHEN limits.overridden ? 'rate_limit' THEN limits.overridden ->> 'rate_limit'
       ELSE agent.definition #>> '{limits,rate_limit}' END AS rate_limit,
  limits.paused, limits.paused_by, limits.paused_at, limits.overridden, limits.row_version`;
