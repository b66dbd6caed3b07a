import type { RetryPolicy } from '../retry/retry-policy';

/** What runs an agent. `external` agents have no worker: sessions pull their tasks. */
export const EXECUTORS = ['llm', 'command', 'http', 'builtin', 'external'] as const;
export type Executor = (typeof EXECUTORS)[number];

/** Ids that would be taken for a path of the API. */
export const RESERVED_AGENT_IDS: ReadonlySet<string> = new Set(['tasks', 'search', 'bulk', 'from-taxonomy']);

const AGENT_ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/;

export function isAgentId(text: string): boolean {
  return AGENT_ID.test(text) && text.length <= 100 && !RESERVED_AGENT_IDS.has(text);
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Null means unlimited. */
export interface AgentLimits {
  readonly max_concurrent_tasks: number | null;
  /** "10/minute" */
  readonly rate_limit: string | null;
  /** How many starts may come at once after a quiet time. */
  readonly rate_burst: number;
  readonly timeout_seconds: number;
  readonly soft_timeout_seconds: number;
  readonly max_tokens_per_task: number | null;
  readonly max_cost_usd_per_task: number | null;
}

/** An agent that states no limits. */
export const DEFAULT_AGENT_LIMITS: AgentLimits = {
  max_concurrent_tasks: 5,
  rate_limit: null,
  rate_burst: 1,
  timeout_seconds: 3600,
  soft_timeout_seconds: 3300,
  max_tokens_per_task: null,
  max_cost_usd_per_task: null,
};

export interface AgentModel {
  /** `provider/model` */
  readonly default: string;
  readonly fallback: readonly string[];
  readonly temperature?: number;
  readonly max_output_tokens?: number;
}

/** What a definition says about one of its tools besides that it may be used. */
export interface ToolRules {
  /** Hosts the tool may call: `api.example.com`, `*.example.com`, or `*` for every public one. */
  readonly hosts?: readonly string[];
  /** Each call waits until a person has agreed to it. */
  readonly requires_approval?: boolean;
  /** Whoever submitted the task may not be the one who agrees. */
  readonly four_eyes?: boolean;
  /** How long a person has; then the task has timed out. */
  readonly approval_timeout_seconds?: number;
}

/** One agent as its Markdown file defines it, defaults filled in. */
export interface AgentDefinition {
  readonly agent_id: string;
  readonly name: string;
  readonly team: string;
  readonly description: string;
  readonly executor: Executor;
  readonly parameters: JsonSchema;
  /** Null: any output is valid. */
  readonly output: JsonSchema | null;
  readonly model: AgentModel | null;
  /** All that it may use; there is nothing else for it. */
  readonly tools: readonly string[];
  /** By the names of its tools; absent when none has rules. */
  readonly tool_rules?: Readonly<Record<string, ToolRules>>;
  readonly limits: AgentLimits;
  readonly retry: RetryPolicy;
  /** Options of the executor itself (`command`, `http`, `builtin`), as written in the file. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The body of the file. */
  readonly instructions: string;
  /** Names the content: changes whenever the file does. */
  readonly version: string;
}
