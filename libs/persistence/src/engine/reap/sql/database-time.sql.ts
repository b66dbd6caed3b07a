import { statement } from '../../../database/statement';

/** The database's time, in milliseconds. */
export const DATABASE_TIME = statement<[], { now_ms: number }>(
  'engine_database_time',
  `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms`,
);
