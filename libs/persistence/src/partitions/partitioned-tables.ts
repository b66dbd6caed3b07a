/** Tables with one partition per month and a default for what fits none of them. */
export const PARTITIONED_TABLES = ['task_events', 'audit_log'] as const;

export type PartitionedTable = (typeof PARTITIONED_TABLES)[number];
