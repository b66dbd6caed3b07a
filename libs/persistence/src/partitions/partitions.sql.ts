import { statement, unnamedStatement } from '../database/statement';

/** $1 text  partitioned table */
export const PARTITION_NAMES = statement<[string], { name: string }>(
  'partition_names',
  `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass`,
);

export const DATABASE_TIME = statement<[], { now: Date }>('database_time', 'SELECT now() AS now');

/** Held to the end of the transaction: one process at a time makes and drops partitions. */
export const LOCK_PARTITIONS = statement<[]>(
  'partition_lock',
  `SELECT pg_advisory_xact_lock(hashtext('cadre.partitions'))`,
);

/** Attaching and detaching wait for running statements; better to try again later than to hold everybody up. */
export const SET_LOCK_TIMEOUT = unnamedStatement<never>(`SET LOCAL lock_timeout = '2s'`);
