import { missingParts } from '@cadre/agents';
import type { AgentRow, AgentStatistics, RejectedAgentEdit, WorkerRow } from '@cadre/persistence';
import { Shown } from '../http/shown';

/** GET /agents/{id}/stats */
export class AgentStats implements AgentStatistics {
  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'integer', description: 'How many hours back' })
  hours!: number;

  @Shown({ type: 'integer' })
  attempts!: number;

  @Shown({ type: 'integer' })
  completed!: number;

  @Shown({ type: 'integer' })
  failed!: number;

  @Shown({ type: 'integer' })
  timed_out!: number;

  @Shown({ type: 'integer' })
  worker_lost!: number;

  @Shown({ type: 'integer' })
  cancelled!: number;

  @Shown({ type: 'number', nullable: true, description: 'Completed of those not cancelled, 0 to 1' })
  success_rate!: number | null;

  @Shown({ type: 'number', nullable: true })
  avg_duration_ms!: number | null;

  @Shown({ type: 'number', nullable: true })
  p50_duration_ms!: number | null;

  @Shown({ type: 'number', nullable: true })
  p95_duration_ms!: number | null;

  @Shown({ type: 'number', nullable: true })
  avg_queue_wait_ms!: number | null;

  @Shown({ type: 'integer' })
  input_tokens!: number;

  @Shown({ type: 'integer' })
  output_tokens!: number;

  @Shown({ type: 'integer' })
  cost_micro_usd!: number;
}

/** What the agent asks for and no worker of its team has. */
export class MissingOfAgent {
  @Shown({ type: [String], description: 'Model providers without a key; without any, answers are simulated' })
  keys!: string[];

  @Shown({ type: [String] })
  tools!: string[];

  @Shown({ type: [String] })
  mcp_servers!: string[];
}

/** A mistake in a definition file. */
export class DefinitionMistake {
  @Shown({ type: 'integer' })
  line!: number;

  @Shown({ type: 'string' })
  message!: string;
}

/** An edit that was not taken over. */
export class RejectedEditOfAgent {
  @Shown({ type: 'string', description: 'Names the content that was refused' })
  version!: string;

  @Shown({ type: () => [DefinitionMistake] })
  errors!: DefinitionMistake[];

  @Shown({ type: 'string', format: 'date-time' })
  rejected_at!: string;
}

/** GET /agents/{id}/health */
export class AgentHealth {
  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string', enum: ['healthy', 'degraded', 'unhealthy'] })
  status!: 'healthy' | 'degraded' | 'unhealthy';

  @Shown({ type: [String], description: 'Why it is not healthy' })
  reasons!: string[];

  @Shown({ type: 'integer', description: 'Workers of its team that are alive' })
  live_workers!: number;

  @Shown({ type: 'number', nullable: true })
  success_rate!: number | null;

  @Shown({ type: 'string', description: 'The version of the definition in force' })
  version!: string;

  @Shown({ type: () => MissingOfAgent, nullable: true, description: 'Null while no worker has said what it offers' })
  missing!: MissingOfAgent | null;

  @Shown({ type: () => RejectedEditOfAgent, nullable: true, description: 'The file holds mistakes; the version stays' })
  rejected_edit!: RejectedEditOfAgent | null;
}

/** Fewer attempts say nothing about an agent. */
const ENOUGH_ATTEMPTS = 5;
const POOR_SUCCESS = 0.5;

export function successRate({ attempts, completed, cancelled }: AgentStatistics): number | null {
  const counted = attempts - cancelled;
  return counted > 0 ? completed / counted : null;
}

/** Whether tasks of the agent can start, and how its last ones went. `alive` are the live workers of its team. */
export function judgeAgent(agent: AgentRow, lastHour: AgentStatistics, alive: readonly TellingWorker[]): AgentHealth {
  const rate = successRate(lastHour);
  const stuck = agent.executor !== 'external' && alive.length === 0;
  const missing = missingOf(agent, alive);
  const reasons = [
    ...(stuck ? [`no worker of team ${agent.team} is alive`] : []),
    ...(agent.paused ? [`paused by ${agent.paused_by ?? 'an admin'}`] : []),
    ...(rate !== null && rate < POOR_SUCCESS && lastHour.attempts >= ENOUGH_ATTEMPTS
      ? ['most attempts of the last hour failed']
      : []),
    ...(missing === null ? [] : reasonsOf(missing)),
    ...(agent.rejected_edit === null ? [] : ['the definition file holds mistakes; the last good version is in force']),
  ];
  return {
    agent_id: agent.agent_id,
    status: stuck ? 'unhealthy' : reasons.length > 0 ? 'degraded' : 'healthy',
    reasons,
    live_workers: alive.length,
    success_rate: rate,
    version: agent.version,
    missing,
    rejected_edit: agent.rejected_edit === null ? null : shownEdit(agent.rejected_edit),
  };
}

type TellingWorker = Pick<WorkerRow, 'offers'>;

/** Null while nobody has said anything: then nothing is known to be missing. */
function missingOf({ definition }: AgentRow, alive: readonly TellingWorker[]): MissingOfAgent | null {
  const offers = alive.flatMap((worker) => (worker.offers === null ? [] : [worker.offers]));
  if (offers.length === 0) return null;
  const { keys, tools, mcp_servers } = missingParts(definition, offers);
  return { keys: [...keys], tools: [...tools], mcp_servers: [...mcp_servers] };
}

function reasonsOf({ keys, tools, mcp_servers }: MissingOfAgent): string[] {
  return [
    ...(keys.length > 0 ? [`no key for ${keys.join(', ')}`] : []),
    ...(tools.length > 0 ? [`no tool ${tools.join(', ')}`] : []),
    ...(mcp_servers.length > 0 ? [`no MCP server ${mcp_servers.join(', ')}`] : []),
  ];
}

function shownEdit({ version, errors, rejected_at }: RejectedAgentEdit): RejectedEditOfAgent {
  return { version, errors: errors.map(({ line, message }) => ({ line, message })), rejected_at };
}
