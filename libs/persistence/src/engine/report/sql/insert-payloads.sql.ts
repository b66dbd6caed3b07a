import { statement } from '../../../database/statement';

/**
 * Keeps sealed results, and the stack traces of the last failures.
 *
 * $1 uuid[]  tasks
 * $2 text[]  kinds
 * $3 text[]  sealed contents
 */
export const INSERT_PAYLOADS = statement<[readonly string[], readonly string[], readonly string[]]>(
  'engine_insert_payloads',
  `
INSERT INTO task_payloads (task_id, kind, sealed)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
    ON CONFLICT (task_id, kind) DO UPDATE SET sealed = excluded.sealed, created_at = now()`,
);
