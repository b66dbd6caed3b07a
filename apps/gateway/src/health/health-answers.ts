import { Shown } from '../http/shown';

/** What a probe says. */
export class ProbeBody {
  @Shown({ type: 'string' })
  status!: string;

  @Shown({ type: 'object', additionalProperties: { type: 'string', enum: ['up', 'down'] }, required: false })
  checks?: Readonly<Record<string, 'up' | 'down'>>;
}

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

/** GET /health: how the installation is, as this gateway sees it. */
export class Health {
  @Shown({ type: 'string', enum: ['healthy', 'degraded', 'unhealthy'] })
  status!: HealthStatus;

  @Shown({ type: 'object', additionalProperties: true })
  details!: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
