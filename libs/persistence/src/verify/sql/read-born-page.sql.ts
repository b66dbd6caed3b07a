import { statement } from '../../database/statement';

export interface BornRow {
  readonly task_id: string;
  /** It is gone although its events do not say that it ended. Finished tasks are cleared away in time. */
  readonly vanished: boolean;
}

/**
 * The next tasks that were born by the event log.
 *
 * $1 uuid  the last task seen
 * $2 int   how many
 */
export const READ_BORN_PAGE = statement<[after: string, count: number], BornRow>(
  'verify_read_born_page',
  `
SELECT born.task_id,
       NOT EXISTS (SELECT FROM tasks WHERE tasks.task_id = born.task_id)
       AND NOT EXISTS (SELECT FROM task_events AS ended
                        WHERE ended.task_id = born.task_id
                          AND ended.to_status IN ('completed', 'failed', 'timeout', 'cancelled')) AS vanished
  FROM (SELECT task_id FROM task_events WHERE task_id > $1 AND seq = 1 ORDER BY task_id LIMIT $2) AS born
 ORDER BY born.task_id`,
);
