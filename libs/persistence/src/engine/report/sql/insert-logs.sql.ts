import { statement } from '../../../database/statement';

/**
 * Keeps the log lines of attempts that were settled.
 *
 * $1 uuid[]         tasks
 * $2 int[]          attempts
 * $3 int[]          line numbers
 * $4 timestamptz[]  times
 * $5 text[]         levels
 * $6 text[]         sealed lines
 */
export const INSERT_LOGS = statement<
  [readonly string[], readonly number[], readonly number[], readonly string[], readonly string[], readonly string[]]
>(
  'engine_insert_logs',
  `
INSERT INTO task_logs (task_id, lease_no, line_no, at, level, sealed)
SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::text[], $6::text[])
    ON CONFLICT DO NOTHING`,
);
