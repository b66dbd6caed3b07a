import { statement } from '../database/statement';

/** $1 text  partitioned table */
export const PARTITION_NAMES = statement<[string], { name: string }>(
  'partition_names',
  `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass`,
);

export const DATABASE_TIME = statement<[], { now: Date }>('database_time', 'SELECT now() AS now');

/** $1 text partitioned table · $2 text a day of the month, YYYY-MM-DD */
export const CREATE_MONTH = statement<[string, string], { done: boolean }>(
  'partition_create_month',
  `SELECT create_month_partition($1, $2::date) AS done`,
);

/** $1 text a day of the month, YYYY-MM-DD · $2 int days since its end */
export const DROP_EVENT_MONTH = statement<[string, number], { done: boolean }>(
  'partition_drop_event_month',
  `SELECT drop_event_month($1::date, $2) AS done`,
);
