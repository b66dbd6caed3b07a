import { uuidv7Bound } from '@cadre/crypto';

/** A table with one partition per month and a default for what fits none of them. */
export interface PartitionedTable {
  readonly name: 'task_events' | 'audit_log';
  /** The column the ranges are of, as it stands in SQL. */
  readonly column: string;
  /** The bound that stands for an instant, as an SQL literal. */
  readonly bound: (at: Date) => string;
  /** Run on each new partition. */
  readonly prepare: (partition: string) => readonly string[];
}

export const TASK_EVENTS: PartitionedTable = {
  name: 'task_events',
  column: 'task_id',
  bound: (at) => `'${uuidv7Bound(at.getTime())}'`,
  prepare: () => [],
};

export const AUDIT_LOG: PartitionedTable = {
  name: 'audit_log',
  column: '"timestamp"',
  bound: (at) => `'${at.toISOString()}'`,
  // Statement triggers are not inherited from the parent.
  prepare: (partition) => [
    `CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON ${partition}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  ],
};

export const PARTITIONED_TABLES = [TASK_EVENTS, AUDIT_LOG] as const;
