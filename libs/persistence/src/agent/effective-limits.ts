import { parseRateLimit, ratePerSecond, type AgentLimits } from '@cadre/domain';
import type { AgentOverrides } from './agent-row';

/** The numbers dispatch and claims go by. */
export interface EffectiveLimits {
  readonly maxConcurrent: number | null;
  readonly ratePerSecond: number | null;
  /** Null exactly when there is no rate limit. */
  readonly rateBurst: number | null;
}

/** The limits of a definition, changed by what an admin has set. */
export function effectiveLimits(
  limits: Pick<AgentLimits, 'max_concurrent_tasks' | 'rate_limit' | 'rate_burst'>,
  overridden: AgentOverrides,
): EffectiveLimits {
  const { max_concurrent_tasks, rate_limit, rate_burst } = { ...limits, ...overridden };
  const rate = rate_limit === null ? undefined : parseRateLimit(rate_limit);
  return {
    maxConcurrent: max_concurrent_tasks,
    ratePerSecond: rate ? ratePerSecond(rate) : null,
    rateBurst: rate ? Math.max(1, rate_burst) : null,
  };
}
