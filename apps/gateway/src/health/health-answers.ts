import { Shown } from '../http/shown';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

type Details = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a probe says. */
export class ProbeBody {
  @Shown({ type: 'string' })
  status!: string;

  @Shown({ type: 'object', additionalProperties: { type: 'string', enum: ['up', 'down'] }, required: false })
  checks?: Readonly<Record<string, 'up' | 'down'>>;

  @Shown({ type: 'array', items: { type: 'string' }, required: false, description: 'Ready, but without these' })
  degraded?: readonly string[];

  @Shown({ type: 'string', enum: ['healthy', 'degraded', 'unhealthy'], required: false, description: 'With ?verbose' })
  health?: HealthStatus;

  @Shown({ type: 'object', additionalProperties: true, required: false, description: 'With ?verbose' })
  details?: Details;
}

/** GET /health: how the installation is, as this gateway sees it. */
export class Health {
  @Shown({ type: 'string', enum: ['healthy', 'degraded', 'unhealthy'] })
  status!: HealthStatus;

  @Shown({ type: 'object', additionalProperties: true })
  details!: Details;
}
