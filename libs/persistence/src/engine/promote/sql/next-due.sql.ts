import { statement } from '../../../database/statement';

/** Milliseconds until the next scheduled or retried task is due; null when there is none. */
export const NEXT_DUE = statement<[], { due_in_ms: number | null }>(
  'engine_next_due',
  `
SELECT (extract(epoch FROM min(available_at) - clock_timestamp()) * 1000)::float8 AS due_in_ms
  FROM tasks WHERE status IN ('scheduled', 'retry')`,
);
