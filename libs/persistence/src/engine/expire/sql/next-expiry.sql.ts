import { statement } from '../../../database/statement';

/** Milliseconds until the next unstarted task expires; null when none will. */
export const NEXT_EXPIRY = statement<[], { due_in_ms: number | null }>(
  'engine_next_expiry',
  `
SELECT (extract(epoch FROM min(expires_at) - clock_timestamp()) * 1000)::float8 AS due_in_ms
  FROM tasks WHERE expires_at IS NOT NULL AND status IN ('scheduled', 'pending', 'queued', 'retry')`,
);
