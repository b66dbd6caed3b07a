import { statement } from '../../database/statement';

/** Keys whose answer is kept. */
export const COUNT_KEYS = statement<[], { keys: number }>(
  'verify_count_keys',
  `SELECT count(*)::int AS keys FROM idempotency_keys WHERE state = 'done'`,
);

/** Whether the database itself refuses a second row under one key of one person. */
export const ONE_KEY_INDEX = statement<[], { present: boolean }>(
  'verify_one_key_index',
  `
SELECT EXISTS (
  SELECT FROM pg_index AS held
   WHERE held.indrelid = 'idempotency_keys'::regclass AND held.indisunique AND held.indisvalid AND held.indpred IS NULL
     AND (SELECT array_agg(pg_get_indexdef(held.indexrelid, place, true) ORDER BY place)
            FROM generate_series(1, held.indnkeyatts) AS place) = ARRAY['principal', 'route', 'key']) AS present`,
);

/** Keys that lead to a task which is not there. Keys are forgotten long before tasks are. */
export const FIND_DANGLING_KEYS = statement<[], { task_id: string; route: string; key: string }>(
  'verify_find_dangling_keys',
  `
SELECT made.task_id, made.route, made.key
  FROM (SELECT substring(location FROM '/tasks/([0-9a-f-]{36})$')::uuid AS task_id, route, key
          FROM idempotency_keys WHERE state = 'done') AS made
 WHERE made.task_id IS NOT NULL AND NOT EXISTS (SELECT FROM tasks WHERE tasks.task_id = made.task_id)
 ORDER BY made.task_id`,
);
