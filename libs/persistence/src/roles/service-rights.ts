const READ = ['SELECT'] as const;
const APPEND = ['SELECT', 'INSERT'] as const;
const APPEND_AND_FORGET = ['SELECT', 'INSERT', 'DELETE'] as const;
const KEEP = ['SELECT', 'INSERT', 'UPDATE'] as const;
const ALL = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

export type TableRight = (typeof ALL)[number];

/**
 * What gateways and orchestrators may do with each table: everything else is refused, tables that are not named here
 * included. Nobody who serves requests may change the schema, empty a table, or rewrite history.
 */
export const SERVICE_RIGHTS: Readonly<Record<string, readonly TableRight[]>> = {
  agent_limits: KEEP,
  agents: KEEP,
  approvals: ALL,
  artifacts: APPEND_AND_FORGET,
  audit_log: APPEND,
  cadre_migrations: READ,
  checkpoints: ALL,
  dlq_tasks: ALL,
  idempotency_keys: ALL,
  installation: READ,
  provider_keys: ALL,
  refresh_tokens: ALL,
  schedule_runs: ALL,
  scheduled_tasks: ALL,
  stats_snapshot: KEEP,
  task_events: APPEND,
  /** Stray events of tasks that are gone are cleared away one by one; whole months go through a function. */
  task_events_default: ['SELECT', 'DELETE'],
  task_history: APPEND_AND_FORGET,
  task_listing: APPEND_AND_FORGET,
  task_logs: APPEND_AND_FORGET,
  task_payloads: ALL,
  task_waits: ALL,
  tasks: ALL,
  team_dispatch: KEEP,
  tenants: KEEP,
  users: KEEP,
  workers: ALL,
  workflow_events: APPEND_AND_FORGET,
  workflow_inbox: ALL,
  workflow_signals: ALL,
  workflow_steps: ALL,
  workflow_template_versions: APPEND,
  workflow_templates: KEEP,
  workflows: ALL,
};

export const SERVICE_SEQUENCES: readonly string[] = ['task_submit_no'];

export const SERVICE_FUNCTIONS: readonly string[] = [
  'create_month_partition(text, date)',
  'drop_event_month(date, int)',
];
