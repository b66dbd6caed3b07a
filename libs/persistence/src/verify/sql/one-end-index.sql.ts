import { statement } from '../../database/statement';

/**
 * The parts of the event log that lack a valid unique index which refuses a second end.
 *
 * $1 text[]  the final statuses, all of which the index must name
 */
export const ONE_END_INDEX = statement<[ends: readonly string[]], { partition: string }>(
  'verify_one_end_index',
  `
SELECT part.relid::text AS partition
  FROM pg_partition_tree('task_events') AS part
 WHERE NOT EXISTS (
   SELECT FROM pg_index AS held
    WHERE held.indrelid = part.relid AND held.indisunique AND held.indisvalid AND held.indnkeyatts = 1
      AND pg_get_indexdef(held.indexrelid, 1, true) = 'task_id'
      AND NOT EXISTS (
        SELECT FROM unnest($1::text[]) AS status
         WHERE coalesce(position(quote_literal(status) IN pg_get_expr(held.indpred, held.indrelid)), 0) = 0))
 ORDER BY partition`,
);
