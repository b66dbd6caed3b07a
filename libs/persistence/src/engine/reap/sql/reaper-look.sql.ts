import { statement } from '../../../database/statement';

/** The database's time, in milliseconds, and whether any attempt has a lease. */
export const REAPER_LOOK = statement<[], { now_ms: number; attempts_run: boolean }>(
  'engine_reaper_look',
  `
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms,
       EXISTS (SELECT 1 FROM tasks WHERE status IN ('claimed', 'running')) AS attempts_run`,
);
