import type { AgentRow, AgentStatistics } from '@cadre/persistence';
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
}

/** Fewer attempts say nothing about an agent. */
const ENOUGH_ATTEMPTS = 5;
const POOR_SUCCESS = 0.5;

export function successRate({ attempts, completed, cancelled }: AgentStatistics): number | null {
  const counted = attempts - cancelled;
  return counted > 0 ? completed / counted : null;
}

/** Whether tasks of the agent can start, and how its last ones went. */
export function judgeAgent(agent: AgentRow, lastHour: AgentStatistics, liveWorkers: number): AgentHealth {
  const rate = successRate(lastHour);
  const stuck = agent.executor !== 'external' && liveWorkers === 0;
  const reasons = [
    ...(stuck ? [`no worker of team ${agent.team} is alive`] : []),
    ...(agent.paused ? [`paused by ${agent.paused_by ?? 'an admin'}`] : []),
    ...(rate !== null && rate < POOR_SUCCESS && lastHour.attempts >= ENOUGH_ATTEMPTS
      ? ['most attempts of the last hour failed']
      : []),
  ];
  const status = stuck ? 'unhealthy' : reasons.length > 0 ? 'degraded' : 'healthy';
  return { agent_id: agent.agent_id, status, reasons, live_workers: liveWorkers, success_rate: rate };
}
