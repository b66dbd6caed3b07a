/** One line of the audit log as it is shown. */
export interface AuditRow {
  readonly audit_id: string;
  readonly timestamp: Date;
  readonly event_type: string;
  readonly outcome: string;
  readonly user_id: string | null;
  readonly tenant: string | null;
  readonly email: string | null;
  readonly task_id: string | null;
  readonly agent_id: string | null;
  readonly priority: string | null;
  readonly object_type: string | null;
  readonly object_id: string | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly correlation_id: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** What the audit log can be searched by. */
export interface AuditQuery {
  readonly tenant?: string;
  readonly userId?: string;
  readonly eventType?: string;
  readonly outcome?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly taskId?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
  readonly offset: number;
}
