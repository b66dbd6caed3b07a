import { statement } from '../../database/statement';

/** $1 text  an agent; no row when it is not defined any more */
export const PRESENT_VERSION = statement<[string], { version: string }>(
  'dlq_present_version',
  `SELECT version FROM agents WHERE agent_id = $1 AND retired_at IS NULL`,
);

/**
 * The copy at the broker was used up and came to nothing: another one is due.
 *
 * $1 uuid  dead letter
 */
export const MIRROR_AGAIN = statement<[string]>(
  'dlq_mirror_again',
  `UPDATE dlq_tasks SET mirrored_at = NULL WHERE dlq_id = $1 AND state = 'open'`,
);
