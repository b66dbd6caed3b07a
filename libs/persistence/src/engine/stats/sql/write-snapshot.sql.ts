import { statement } from '../../../database/statement';

/**
 * Replaces a snapshot.
 *
 * $1 text    scope
 * $2 text    data, JSON
 * $3 float8  what it cost, in milliseconds
 * $4 text    who wrote it
 */
export const WRITE_SNAPSHOT = statement<[string, string, number, string]>(
  'engine_write_snapshot',
  `
INSERT INTO stats_snapshot (scope, data, cost_ms, written_by, written_at) VALUES ($1, $2::jsonb, $3, $4, now())
    ON CONFLICT (scope) DO UPDATE
   SET data = excluded.data, cost_ms = excluded.cost_ms, written_by = excluded.written_by, written_at = now()`,
);
