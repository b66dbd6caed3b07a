CREATE SEQUENCE task_submit_no;
CREATE SEQUENCE workflow_inbox_inbox_id_seq;

CREATE TABLE agent_limits (
  agent_id text NOT NULL,
  team text NOT NULL,
  max_concurrent_tasks integer,
  rate_per_second double precision,
  rate_burst double precision,
  rate_tokens double precision NOT NULL DEFAULT 0,
  rate_refilled_at timestamp with time zone NOT NULL DEFAULT now(),
  paused boolean NOT NULL DEFAULT false,
  paused_by text,
  paused_at timestamp with time zone,
  overridden jsonb NOT NULL DEFAULT '{}'::jsonb,
  row_version integer NOT NULL DEFAULT 1,
  held_until timestamp with time zone,
  CONSTRAINT agent_limits_check CHECK (((rate_per_second IS NULL) = (rate_burst IS NULL))),
  CONSTRAINT agent_limits_max_concurrent_tasks_check CHECK ((max_concurrent_tasks >= 0)),
  CONSTRAINT agent_limits_rate_burst_check CHECK ((rate_burst >= (1)::double precision)),
  CONSTRAINT agent_limits_rate_per_second_check CHECK ((rate_per_second > (0)::double precision)),
  CONSTRAINT agent_limits_pkey PRIMARY KEY (agent_id)
) WITH (fillfactor=50);

CREATE TABLE agents (
  agent_id text NOT NULL,
  agent_name text NOT NULL,
  team text NOT NULL,
  description text NOT NULL,
  executor text NOT NULL,
  schema jsonb NOT NULL,
  output_schema jsonb,
  definition jsonb NOT NULL,
  version text NOT NULL,
  source text NOT NULL DEFAULT 'config'::text,
  retired_at timestamp with time zone,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  rejected_edit jsonb,
  CONSTRAINT agents_executor_check CHECK ((executor = ANY (ARRAY['llm'::text, 'command'::text, 'http'::text, 'builtin'::text, 'external'::text]))),
  CONSTRAINT agents_pkey PRIMARY KEY (agent_id)
);

CREATE TABLE approvals (
  approval_id uuid NOT NULL,
  task_id uuid NOT NULL,
  lease_no integer NOT NULL,
  tool text NOT NULL,
  request_hash text NOT NULL,
  four_eyes boolean NOT NULL,
  sealed_arguments text NOT NULL,
  requested_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  approved boolean,
  decided_at timestamp with time zone,
  decided_by text,
  sealed_comment text,
  CONSTRAINT approvals_decided CHECK (((approved IS NULL) = (decided_at IS NULL))),
  CONSTRAINT approvals_pkey PRIMARY KEY (approval_id),
  CONSTRAINT approvals_task_id_lease_no_key UNIQUE (task_id, lease_no)
);

CREATE TABLE artifacts (
  artifact_id uuid NOT NULL,
  tenant text NOT NULL,
  owner_id uuid NOT NULL,
  task_id uuid,
  lease_no integer,
  agent_id text,
  kind text NOT NULL,
  name text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  content_type text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT artifacts_size_check CHECK ((size >= 0)),
  CONSTRAINT artifacts_pkey PRIMARY KEY (artifact_id)
);

CREATE TABLE audit_log (
  audit_id uuid NOT NULL,
  timestamp timestamp with time zone NOT NULL DEFAULT now(),
  event_type text NOT NULL,
  outcome text NOT NULL DEFAULT 'ok'::text,
  user_id uuid,
  tenant text,
  email text,
  task_id uuid,
  agent_id text,
  priority text,
  object_type text,
  object_id text,
  ip_address inet,
  user_agent text,
  correlation_id text,
  data jsonb,
  CONSTRAINT audit_log_pkey PRIMARY KEY ("timestamp", audit_id)
) PARTITION BY RANGE ("timestamp");

CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;

CREATE TABLE checkpoints (
  task_id uuid NOT NULL,
  lease_no integer NOT NULL,
  sealed text NOT NULL,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT checkpoints_pkey PRIMARY KEY (task_id)
);

CREATE TABLE dlq_tasks (
  dlq_id uuid NOT NULL,
  task_id uuid NOT NULL,
  agent_id text NOT NULL,
  team text NOT NULL,
  tenant text NOT NULL,
  error_code text NOT NULL,
  error_class text NOT NULL,
  error_message text NOT NULL,
  fingerprint text NOT NULL,
  attempts integer NOT NULL,
  retry_count integer NOT NULL,
  submitted_at timestamp with time zone NOT NULL,
  failed_at timestamp with time zone NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'open'::text,
  new_task_id uuid,
  resubmitted_at timestamp with time zone,
  resolved_by uuid,
  mirrored_at timestamp with time zone,
  CONSTRAINT dlq_tasks_check CHECK (((state = 'resubmitted'::text) = (new_task_id IS NOT NULL))),
  CONSTRAINT dlq_tasks_state_check CHECK ((state = ANY (ARRAY['open'::text, 'resubmitted'::text, 'discarded'::text]))),
  CONSTRAINT dlq_tasks_pkey PRIMARY KEY (dlq_id),
  CONSTRAINT dlq_tasks_task_id_key UNIQUE (task_id)
);

CREATE TABLE idempotency_keys (
  principal uuid NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  state text NOT NULL,
  status_code integer,
  sealed_answer text,
  location text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_check CHECK (((state <> 'done'::text) OR ((status_code IS NOT NULL) AND (sealed_answer IS NOT NULL)))),
  CONSTRAINT idempotency_keys_state_check CHECK ((state = ANY (ARRAY['in_flight'::text, 'done'::text]))),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, route, key)
);

CREATE TABLE installation (
  installation_id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT installation_pkey PRIMARY KEY (installation_id)
);

CREATE TABLE provider_keys (
  key_id text NOT NULL,
  worker_id text NOT NULL,
  team text NOT NULL,
  wanted_per_minute double precision NOT NULL,
  heard_at timestamp with time zone NOT NULL,
  pause_no bigint NOT NULL,
  paused_until timestamp with time zone NOT NULL,
  CONSTRAINT provider_keys_pkey PRIMARY KEY (key_id, worker_id)
) WITH (fillfactor=50);

CREATE TABLE refresh_tokens (
  token_hash text NOT NULL,
  family_id uuid NOT NULL,
  user_id uuid NOT NULL,
  issued_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  rotated_at timestamp with time zone,
  successor_sealed text,
  revoked_at timestamp with time zone,
  CONSTRAINT refresh_tokens_check CHECK (((rotated_at IS NULL) = (successor_sealed IS NULL))),
  CONSTRAINT refresh_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE,
  CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash)
);

CREATE TABLE schedule_runs (
  schedule_id uuid NOT NULL,
  fire_time timestamp with time zone NOT NULL,
  tenant text NOT NULL,
  trigger text NOT NULL,
  status text NOT NULL,
  skip_reason text,
  error_code text,
  error_message text,
  task_id uuid,
  workflow_id uuid,
  missed_count integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL,
  fired_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  cron_expression text,
  timezone text,
  schedule_version integer NOT NULL,
  CONSTRAINT schedule_runs_check CHECK (((status = 'skipped'::text) = (skip_reason IS NOT NULL))),
  CONSTRAINT schedule_runs_check1 CHECK (((status = 'failed'::text) = (error_code IS NOT NULL))),
  CONSTRAINT schedule_runs_check2 CHECK (((status <> 'submitted'::text) OR (task_id IS NOT NULL) OR (workflow_id IS NOT NULL))),
  CONSTRAINT schedule_runs_skip_reason_check CHECK ((skip_reason = ANY (ARRAY['misfire'::text, 'overlap'::text, 'queue_full'::text]))),
  CONSTRAINT schedule_runs_status_check CHECK ((status = ANY (ARRAY['submitted'::text, 'queued'::text, 'skipped'::text, 'failed'::text]))),
  CONSTRAINT schedule_runs_trigger_check CHECK ((trigger = ANY (ARRAY['schedule'::text, 'manual'::text]))),
  CONSTRAINT schedule_runs_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES scheduled_tasks(schedule_id) ON DELETE CASCADE,
  CONSTRAINT schedule_runs_pkey PRIMARY KEY (schedule_id, fire_time)
);

CREATE TABLE scheduled_tasks (
  schedule_id uuid NOT NULL,
  tenant text NOT NULL,
  created_by uuid NOT NULL,
  created_by_email text,
  name text,
  schedule_type text NOT NULL,
  target_kind text NOT NULL,
  agent_id text,
  template text,
  template_version integer,
  sealed_payload text NOT NULL,
  task_options jsonb NOT NULL DEFAULT '{}'::jsonb,
  input_artifacts uuid[] NOT NULL DEFAULT '{}'::uuid[],
  execute_at timestamp with time zone,
  cron_expression text,
  timezone text NOT NULL DEFAULT 'UTC'::text,
  misfire_policy text NOT NULL,
  overlap_policy text NOT NULL,
  jitter_seconds integer NOT NULL DEFAULT 0,
  status text NOT NULL,
  pause_reason text,
  next_fire_time timestamp with time zone,
  next_execution timestamp with time zone,
  last_execution timestamp with time zone,
  consecutive_failures integer NOT NULL DEFAULT 0,
  row_version integer NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT scheduled_tasks_check CHECK (((target_kind = 'task'::text) = (agent_id IS NOT NULL))),
  CONSTRAINT scheduled_tasks_check1 CHECK (((target_kind = 'workflow'::text) = (template IS NOT NULL))),
  CONSTRAINT scheduled_tasks_check2 CHECK (((schedule_type = 'one_time'::text) = (execute_at IS NOT NULL))),
  CONSTRAINT scheduled_tasks_check3 CHECK (((schedule_type = 'recurring'::text) = (cron_expression IS NOT NULL))),
  CONSTRAINT scheduled_tasks_check4 CHECK (((status = 'active'::text) = (next_execution IS NOT NULL))),
  CONSTRAINT scheduled_tasks_check5 CHECK (((next_fire_time IS NULL) = (next_execution IS NULL))),
  CONSTRAINT scheduled_tasks_jitter_seconds_check CHECK ((jitter_seconds >= 0)),
  CONSTRAINT scheduled_tasks_misfire_policy_check CHECK ((misfire_policy = ANY (ARRAY['run_once'::text, 'skip'::text, 'run_all'::text]))),
  CONSTRAINT scheduled_tasks_overlap_policy_check CHECK ((overlap_policy = ANY (ARRAY['allow'::text, 'skip'::text, 'cancel_previous'::text, 'queue'::text]))),
  CONSTRAINT scheduled_tasks_schedule_type_check CHECK ((schedule_type = ANY (ARRAY['one_time'::text, 'recurring'::text]))),
  CONSTRAINT scheduled_tasks_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'completed'::text]))),
  CONSTRAINT scheduled_tasks_target_kind_check CHECK ((target_kind = ANY (ARRAY['task'::text, 'workflow'::text]))),
  CONSTRAINT scheduled_tasks_pkey PRIMARY KEY (schedule_id)
) WITH (fillfactor=80);

CREATE TABLE stats_snapshot (
  scope text NOT NULL,
  data jsonb NOT NULL,
  cost_ms double precision NOT NULL,
  written_by text NOT NULL,
  written_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT stats_snapshot_pkey PRIMARY KEY (scope)
) WITH (fillfactor=50);

CREATE TABLE task_events (
  task_id uuid NOT NULL,
  seq integer NOT NULL,
  type text NOT NULL,
  from_status text,
  to_status text,
  lease_no integer NOT NULL DEFAULT 0,
  actor text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  data jsonb,
  trace_id text,
  CONSTRAINT task_events_legal_move CHECK (((to_status IS NULL) OR (((((type || ':'::text) || COALESCE(from_status, ''::text)) || '>'::text) || to_status) = ANY (ARRAY['submitted:>scheduled'::text, 'submitted:>pending'::text, 'due:scheduled>pending'::text, 'due:retry>pending'::text, 'rescheduled:pending>scheduled'::text, 'queued:pending>queued'::text, 'taken_back:queued>pending'::text, 'claimed:pending>claimed'::text, 'started:claimed>running'::text, 'started:queued>running'::text, 'handed_back:claimed>pending'::text, 'handed_back:running>pending'::text, 'waiting:running>waiting'::text, 'resumed:waiting>pending'::text, 'failed:waiting>failed'::text, 'timed_out:waiting>timeout'::text, 'completed:running>completed'::text, 'retry_scheduled:claimed>retry'::text, 'retry_scheduled:running>retry'::text, 'failed:claimed>failed'::text, 'failed:running>failed'::text, 'timed_out:claimed>timeout'::text, 'timed_out:running>timeout'::text, 'failed:pending>failed'::text, 'failed:queued>failed'::text, 'cancelled:scheduled>cancelled'::text, 'cancelled:pending>cancelled'::text, 'cancelled:queued>cancelled'::text, 'cancelled:claimed>cancelled'::text, 'cancelled:running>cancelled'::text, 'cancelled:waiting>cancelled'::text, 'cancelled:retry>cancelled'::text])))),
  CONSTRAINT task_events_seq_check CHECK ((seq > 0)),
  CONSTRAINT task_events_pkey PRIMARY KEY (task_id, seq)
) PARTITION BY RANGE (task_id);

CREATE TABLE task_events_default PARTITION OF task_events DEFAULT;

CREATE TABLE task_history (
  task_id uuid NOT NULL,
  lease_no integer NOT NULL,
  agent_id text NOT NULL,
  team text NOT NULL,
  tenant text NOT NULL,
  worker_id text,
  outcome text NOT NULL,
  error_code text,
  error_class text,
  error_message text,
  counted boolean NOT NULL,
  started_at timestamp with time zone,
  finished_at timestamp with time zone NOT NULL DEFAULT now(),
  duration_ms integer,
  queue_wait_ms integer,
  agent_version text,
  usage jsonb,
  lease_token uuid,
  outcome_digest text,
  CONSTRAINT task_history_outcome_check CHECK ((outcome = ANY (ARRAY['completed'::text, 'failed'::text, 'timeout'::text, 'worker_lost'::text, 'handed_back'::text, 'cancelled'::text, 'waiting'::text]))),
  CONSTRAINT task_history_pkey PRIMARY KEY (task_id, lease_no)
);

CREATE TABLE task_listing (
  submit_no bigint NOT NULL,
  task_id uuid NOT NULL,
  tenant text NOT NULL,
  agent_id text NOT NULL,
  submitted_by uuid NOT NULL,
  CONSTRAINT task_listing_pkey PRIMARY KEY (submit_no)
);

CREATE TABLE task_logs (
  task_id uuid NOT NULL,
  lease_no integer NOT NULL,
  line_no integer NOT NULL,
  at timestamp with time zone NOT NULL,
  level text NOT NULL,
  sealed text NOT NULL,
  CONSTRAINT task_logs_pkey PRIMARY KEY (task_id, lease_no, line_no)
);

CREATE TABLE task_payloads (
  task_id uuid NOT NULL,
  kind text NOT NULL,
  sealed text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT task_payloads_kind_check CHECK ((kind = ANY (ARRAY['parameters'::text, 'result'::text, 'error'::text]))),
  CONSTRAINT task_payloads_pkey PRIMARY KEY (task_id, kind)
);

CREATE TABLE task_waits (
  task_id uuid NOT NULL,
  lease_no integer NOT NULL,
  reason text NOT NULL,
  token_hash text NOT NULL,
  sealed_secret text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  answer_ids text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT task_waits_reason_check CHECK ((reason = ANY (ARRAY['callback'::text, 'approval'::text]))),
  CONSTRAINT task_waits_pkey PRIMARY KEY (task_id),
  CONSTRAINT task_waits_token_hash_key UNIQUE (token_hash)
);

CREATE TABLE tasks (
  task_id uuid NOT NULL,
  tenant text NOT NULL,
  agent_id text NOT NULL,
  team text NOT NULL,
  submitted_by uuid NOT NULL,
  submitted_by_email text,
  priority smallint NOT NULL,
  submit_no bigint NOT NULL DEFAULT nextval('task_submit_no'::regclass),
  status text NOT NULL,
  dispatch_no integer NOT NULL DEFAULT 0,
  event_seq integer NOT NULL DEFAULT 0,
  lease_no integer NOT NULL DEFAULT 0,
  worker_id text,
  lease_token uuid,
  claim_id uuid,
  lease_expires_at timestamp with time zone,
  failures_counted integer NOT NULL DEFAULT 0,
  max_retries integer NOT NULL,
  retry_policy jsonb NOT NULL,
  available_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  timeout_seconds integer NOT NULL,
  soft_timeout_seconds integer NOT NULL,
  progress smallint NOT NULL DEFAULT 0,
  current_step text,
  progress_message text,
  error_code text,
  error_class text,
  error_message text,
  dedupe_key text,
  tags text[] NOT NULL DEFAULT '{}'::text[],
  metadata jsonb,
  input_artifacts uuid[] NOT NULL DEFAULT '{}'::uuid[],
  submitted_at timestamp with time zone NOT NULL DEFAULT now(),
  execute_at timestamp with time zone,
  queued_at timestamp with time zone,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  cancel_requested_by text,
  parent_task_id uuid,
  retried_from uuid,
  agent_version text,
  worker_host text,
  usage jsonb,
  trace_parent text,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  base_priority smallint,
  workflow_id uuid,
  workflow_path text,
  workflow_attempt integer,
  CONSTRAINT tasks_check CHECK (((status <> ALL (ARRAY['claimed'::text, 'running'::text])) OR ((lease_token IS NOT NULL) AND (worker_id IS NOT NULL)))),
  CONSTRAINT tasks_check1 CHECK (((status = ANY (ARRAY['completed'::text, 'failed'::text, 'timeout'::text, 'cancelled'::text])) = (completed_at IS NOT NULL))),
  CONSTRAINT tasks_max_retries_check CHECK ((max_retries >= 0)),
  CONSTRAINT tasks_priority_check CHECK (((priority >= 1) AND (priority <= 9))),
  CONSTRAINT tasks_soft_timeout_seconds_check CHECK ((soft_timeout_seconds > 0)),
  CONSTRAINT tasks_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'queued'::text, 'claimed'::text, 'running'::text, 'waiting'::text, 'retry'::text, 'completed'::text, 'failed'::text, 'timeout'::text, 'cancelled'::text]))),
  CONSTRAINT tasks_timeout_seconds_check CHECK ((timeout_seconds > 0)),
  CONSTRAINT tasks_pkey PRIMARY KEY (task_id)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_delay=0);

CREATE TABLE team_dispatch (
  team text NOT NULL,
  owner text,
  term bigint NOT NULL DEFAULT 0,
  until timestamp with time zone,
  CONSTRAINT team_dispatch_pkey PRIMARY KEY (team)
) WITH (fillfactor=50);

CREATE TABLE tenants (
  tenant text NOT NULL,
  name text NOT NULL,
  max_share double precision,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT tenants_pkey PRIMARY KEY (tenant)
);

CREATE TABLE users (
  user_id uuid NOT NULL,
  email text NOT NULL,
  email_key text NOT NULL,
  password_hash text NOT NULL,
  role text NOT NULL,
  tenant text NOT NULL,
  token_version integer NOT NULL DEFAULT 0,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  last_login_at timestamp with time zone,
  CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'user'::text, 'viewer'::text]))),
  CONSTRAINT users_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants(tenant),
  CONSTRAINT users_pkey PRIMARY KEY (user_id),
  CONSTRAINT users_email_key_key UNIQUE (email_key)
);

CREATE TABLE workers (
  worker_id text NOT NULL,
  team text NOT NULL,
  host text NOT NULL,
  pid integer NOT NULL,
  version text NOT NULL,
  slots integer NOT NULL,
  busy integer NOT NULL,
  status text NOT NULL DEFAULT 'active'::text,
  drain_requested_at timestamp with time zone,
  started_at timestamp with time zone NOT NULL,
  last_heartbeat_at timestamp with time zone NOT NULL,
  offers jsonb,
  CONSTRAINT workers_status_check CHECK ((status = ANY (ARRAY['active'::text, 'draining'::text, 'gone'::text]))),
  CONSTRAINT workers_pkey PRIMARY KEY (worker_id)
) WITH (fillfactor=50);

CREATE TABLE workflow_events (
  workflow_id uuid NOT NULL,
  seq integer NOT NULL,
  type text NOT NULL,
  path text,
  from_status text,
  to_status text,
  attempt integer,
  actor text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  data jsonb,
  CONSTRAINT workflow_events_legal_move CHECK (((to_status IS NULL) OR ((((((
CASE
    WHEN (path IS NULL) THEN 'run '::text
    ELSE 'step '::text
END || type) || ':'::text) || COALESCE(from_status, ''::text)) || '>'::text) || to_status) = ANY (ARRAY['run submitted:>running'::text, 'run waiting:running>waiting'::text, 'run active:waiting>running'::text, 'run paused:running>paused'::text, 'run paused:waiting>paused'::text, 'run resumed:paused>running'::text, 'run resumed:paused>waiting'::text, 'run completed:running>completed'::text, 'run completed:waiting>completed'::text, 'run completed:paused>completed'::text, 'run failed:running>failed'::text, 'run failed:waiting>failed'::text, 'run failed:paused>failed'::text, 'run cancelled:running>cancelled'::text, 'run cancelled:waiting>cancelled'::text, 'run cancelled:paused>cancelled'::text, 'run retried:failed>running'::text, 'run retried:cancelled>running'::text, 'step started:pending>running'::text, 'step waiting:pending>waiting'::text, 'step skipped:pending>skipped'::text, 'step failed:pending>failed'::text, 'step cancelled:pending>cancelled'::text, 'step completed:running>completed'::text, 'step failed:running>failed'::text, 'step cancelled:running>cancelled'::text, 'step completed:waiting>completed'::text, 'step failed:waiting>failed'::text, 'step cancelled:waiting>cancelled'::text, 'step restarted:failed>pending'::text, 'step restarted:skipped>pending'::text, 'step restarted:cancelled>pending'::text, 'step restarted:completed>pending'::text])))),
  CONSTRAINT workflow_events_pkey PRIMARY KEY (workflow_id, seq)
);

CREATE TABLE workflow_inbox (
  inbox_id bigint NOT NULL,
  workflow_id uuid NOT NULL,
  kind text NOT NULL,
  path text,
  attempt integer,
  task_id uuid,
  status text,
  error_code text,
  error_message text,
  created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT workflow_inbox_kind_check CHECK ((kind = ANY (ARRAY['start'::text, 'task'::text, 'child'::text, 'cancel'::text, 'pause'::text, 'resume'::text, 'retry'::text, 'decision'::text, 'signal'::text, 'continue'::text]))),
  CONSTRAINT workflow_inbox_pkey PRIMARY KEY (inbox_id)
);

CREATE TABLE workflow_signals (
  signal_id uuid NOT NULL,
  workflow_id uuid NOT NULL,
  name text NOT NULL,
  sealed_body text NOT NULL,
  sent_by text NOT NULL,
  sent_at timestamp with time zone NOT NULL DEFAULT now(),
  taken_by text,
  CONSTRAINT workflow_signals_pkey PRIMARY KEY (signal_id)
);

CREATE TABLE workflow_steps (
  workflow_id uuid NOT NULL,
  path text NOT NULL,
  node text NOT NULL,
  scope text NOT NULL,
  element_index integer,
  type text NOT NULL,
  status text NOT NULL,
  reason text,
  attempt integer NOT NULL,
  follows text[] NOT NULL DEFAULT '{}'::text[],
  task_id uuid,
  child_workflow_id uuid,
  branch text,
  total integer NOT NULL DEFAULT 0,
  created integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  redo integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone,
  cancel_asked boolean NOT NULL DEFAULT false,
  compensable boolean NOT NULL DEFAULT false,
  compensated boolean NOT NULL DEFAULT false,
  done_no integer,
  cache_hash text,
  decided_at timestamp with time zone,
  decided_by text,
  sealed_detail text,
  sealed_items text,
  sealed_output text,
  error_code text,
  error_message text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  fold_no integer NOT NULL DEFAULT 0,
  CONSTRAINT workflow_steps_check CHECK (((done <= created) AND (failed <= done) AND (created <= total))),
  CONSTRAINT workflow_steps_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text, 'completed'::text, 'failed'::text, 'skipped'::text, 'cancelled'::text]))),
  CONSTRAINT workflow_steps_pkey PRIMARY KEY (workflow_id, path)
) WITH (fillfactor=80);

CREATE TABLE workflow_template_versions (
  template_id uuid NOT NULL,
  version integer NOT NULL,
  sealed_definition text NOT NULL,
  total_steps integer NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT workflow_template_versions_pkey PRIMARY KEY (template_id, version)
);

CREATE TABLE workflow_templates (
  template_id uuid NOT NULL,
  tenant text NOT NULL,
  owner uuid NOT NULL,
  name text NOT NULL,
  description text,
  visibility text NOT NULL,
  active_version integer NOT NULL,
  latest_version integer NOT NULL,
  row_version integer NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT workflow_templates_check CHECK (((active_version >= 1) AND (active_version <= latest_version))),
  CONSTRAINT workflow_templates_visibility_check CHECK ((visibility = ANY (ARRAY['private'::text, 'tenant'::text]))),
  CONSTRAINT workflow_templates_pkey PRIMARY KEY (template_id)
);

CREATE TABLE workflows (
  workflow_id uuid NOT NULL,
  external_id text,
  tenant text NOT NULL,
  submitted_by uuid NOT NULL,
  submitted_by_email text,
  name text NOT NULL,
  template_id uuid,
  template_version integer,
  sealed_definition text NOT NULL,
  sealed_inputs text NOT NULL,
  sealed_output text,
  status text NOT NULL DEFAULT 'running'::text,
  compensating boolean NOT NULL DEFAULT false,
  restarts integer NOT NULL DEFAULT 0,
  restarting boolean NOT NULL DEFAULT false,
  total_steps integer NOT NULL,
  completed_steps integer NOT NULL DEFAULT 0,
  running_steps integer NOT NULL DEFAULT 0,
  waiting_steps integer NOT NULL DEFAULT 0,
  event_seq integer NOT NULL DEFAULT 0,
  done_seq integer NOT NULL DEFAULT 0,
  cancel_requested_at timestamp with time zone,
  cancel_requested_by text,
  paused_at timestamp with time zone,
  paused_by text,
  error_path text,
  error_code text,
  error_message text,
  parent_workflow_id uuid,
  parent_path text,
  parent_attempt integer,
  level integer NOT NULL DEFAULT 1,
  trace_parent text,
  submitted_at timestamp with time zone NOT NULL DEFAULT now(),
  completed_at timestamp with time zone,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  fold_no integer NOT NULL DEFAULT 0,
  outputs_expired_at timestamp with time zone,
  CONSTRAINT workflows_check CHECK (((status = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text])) = (completed_at IS NOT NULL))),
  CONSTRAINT workflows_check1 CHECK (((running_steps >= 0) AND (waiting_steps >= 0))),
  CONSTRAINT workflows_status_check CHECK ((status = ANY (ARRAY['running'::text, 'waiting'::text, 'paused'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  CONSTRAINT workflows_pkey PRIMARY KEY (workflow_id)
) WITH (fillfactor=80);

CREATE INDEX agent_limits_team ON public.agent_limits USING btree (team);
CREATE INDEX approvals_open ON public.approvals USING btree (approval_id) WHERE (approved IS NULL);
CREATE INDEX artifacts_content ON public.artifacts USING btree (sha256);
CREATE INDEX artifacts_created ON public.artifacts USING btree (created_at);
CREATE INDEX artifacts_owner ON public.artifacts USING btree (owner_id, created_at DESC);
CREATE INDEX artifacts_task ON public.artifacts USING btree (task_id, kind, created_at DESC) WHERE (task_id IS NOT NULL);
CREATE INDEX artifacts_tenant ON public.artifacts USING btree (tenant, created_at DESC);
CREATE INDEX audit_log_login_failures ON ONLY public.audit_log USING btree (email, "timestamp" DESC) WHERE (event_type = 'login_failed'::text);
CREATE INDEX audit_log_object ON ONLY public.audit_log USING btree (object_type, object_id, "timestamp" DESC) WHERE (object_id IS NOT NULL);
CREATE INDEX audit_log_user ON ONLY public.audit_log USING btree (user_id, "timestamp" DESC) WHERE (user_id IS NOT NULL);
CREATE INDEX dlq_tasks_agent ON public.dlq_tasks USING btree (agent_id, failed_at DESC);
CREATE INDEX dlq_tasks_failed ON public.dlq_tasks USING btree (failed_at DESC, dlq_id DESC);
CREATE INDEX dlq_tasks_group ON public.dlq_tasks USING btree (agent_id, fingerprint) WHERE (state = 'open'::text);
CREATE INDEX dlq_tasks_unmirrored ON public.dlq_tasks USING btree (failed_at, dlq_id) WHERE ((mirrored_at IS NULL) AND (state = 'open'::text));
CREATE INDEX idempotency_keys_created ON public.idempotency_keys USING btree (created_at);
CREATE UNIQUE INDEX installation_only ON public.installation USING btree ((true));
CREATE INDEX refresh_tokens_expiry ON public.refresh_tokens USING btree (expires_at);
CREATE INDEX refresh_tokens_family ON public.refresh_tokens USING btree (family_id);
CREATE INDEX refresh_tokens_user ON public.refresh_tokens USING btree (user_id);
CREATE INDEX schedule_runs_fired ON public.schedule_runs USING btree (fired_at);
CREATE INDEX schedule_runs_queued ON public.schedule_runs USING btree (schedule_id, fire_time) WHERE (status = 'queued'::text);
CREATE INDEX schedule_runs_submitted ON public.schedule_runs USING btree (schedule_id, fire_time DESC) WHERE (status = 'submitted'::text);
CREATE INDEX schedule_runs_waiting ON public.schedule_runs USING btree (schedule_id, fire_time) WHERE (status = 'queued'::text);
CREATE INDEX scheduled_tasks_due ON public.scheduled_tasks USING btree (next_execution, schedule_id) WHERE (status = 'active'::text);
CREATE INDEX scheduled_tasks_owner ON public.scheduled_tasks USING btree (created_by, schedule_id DESC);
CREATE INDEX scheduled_tasks_tenant ON public.scheduled_tasks USING btree (tenant, schedule_id DESC);
CREATE UNIQUE INDEX task_events_one_end ON ONLY public.task_events USING btree (task_id) WHERE (to_status = ANY (ARRAY['completed'::text, 'failed'::text, 'timeout'::text, 'cancelled'::text]));
CREATE INDEX task_history_finished ON public.task_history USING btree (finished_at);
CREATE INDEX task_history_usage ON public.task_history USING btree (finished_at) WHERE (usage IS NOT NULL);
CREATE INDEX task_listing_agent ON public.task_listing USING btree (agent_id, submit_no);
CREATE INDEX task_listing_submitter ON public.task_listing USING btree (submitted_by, submit_no);
CREATE INDEX task_listing_tenant ON public.task_listing USING btree (tenant, submit_no);
CREATE INDEX task_payloads_results ON public.task_payloads USING btree (created_at) WHERE (kind = 'result'::text);
CREATE INDEX task_waits_expiry ON public.task_waits USING btree (expires_at) WHERE (answered_at IS NULL);
CREATE UNIQUE INDEX tasks_dedupe ON public.tasks USING btree (tenant, agent_id, dedupe_key) WHERE ((dedupe_key IS NOT NULL) AND (status <> ALL (ARRAY['completed'::text, 'failed'::text, 'timeout'::text, 'cancelled'::text])));
CREATE INDEX tasks_dispatch ON public.tasks USING btree (team, agent_id, tenant, priority, submit_no) WHERE (status = 'pending'::text);
CREATE INDEX tasks_due ON public.tasks USING btree (available_at) WHERE (status = ANY (ARRAY['scheduled'::text, 'retry'::text]));
CREATE INDEX tasks_expiring ON public.tasks USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (status = ANY (ARRAY['scheduled'::text, 'pending'::text, 'queued'::text, 'retry'::text])));
CREATE INDEX tasks_in_flight ON public.tasks USING btree (team, agent_id, tenant) WHERE (status = ANY (ARRAY['queued'::text, 'claimed'::text, 'running'::text]));
CREATE INDEX tasks_not_completed ON public.tasks USING btree (submit_no DESC) WHERE (status = ANY (ARRAY['failed'::text, 'timeout'::text, 'cancelled'::text]));
CREATE INDEX tasks_parent ON public.tasks USING btree (parent_task_id) WHERE (parent_task_id IS NOT NULL);
CREATE INDEX tasks_retried_from ON public.tasks USING btree (retried_from) WHERE (retried_from IS NOT NULL);
CREATE INDEX tasks_with_files ON public.tasks USING btree (task_id) WHERE (cardinality(input_artifacts) > 0);
CREATE UNIQUE INDEX tasks_workflow ON public.tasks USING btree (workflow_id, workflow_path, workflow_attempt) WHERE (workflow_id IS NOT NULL);
CREATE INDEX workflow_inbox_run ON public.workflow_inbox USING btree (workflow_id, inbox_id);
CREATE INDEX workflow_signals_run ON public.workflow_signals USING btree (workflow_id, signal_id);
CREATE INDEX workflow_steps_cache ON public.workflow_steps USING btree (cache_hash, completed_at DESC) WHERE ((cache_hash IS NOT NULL) AND (status = 'completed'::text));
CREATE INDEX workflow_steps_changed ON public.workflow_steps USING btree (workflow_id, fold_no) WHERE (scope = ''::text);
CREATE INDEX workflow_steps_compensable ON public.workflow_steps USING btree (workflow_id, done_no DESC) WHERE compensable;
CREATE INDEX workflow_steps_due ON public.workflow_steps USING btree (due_at) WHERE ((due_at IS NOT NULL) AND (status = ANY (ARRAY['running'::text, 'waiting'::text])));
CREATE INDEX workflow_steps_open ON public.workflow_steps USING btree (workflow_id, scope) WHERE (status = ANY (ARRAY['pending'::text, 'running'::text, 'waiting'::text]));
CREATE INDEX workflow_steps_scope ON public.workflow_steps USING btree (workflow_id, scope);
CREATE UNIQUE INDEX workflow_templates_private ON public.workflow_templates USING btree (tenant, owner, name) WHERE (visibility = 'private'::text);
CREATE UNIQUE INDEX workflow_templates_tenant ON public.workflow_templates USING btree (tenant, name) WHERE (visibility = 'tenant'::text);
CREATE UNIQUE INDEX workflows_child ON public.workflows USING btree (parent_workflow_id, parent_path) WHERE (parent_workflow_id IS NOT NULL);
CREATE INDEX workflows_ended ON public.workflows USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE UNIQUE INDEX workflows_external ON public.workflows USING btree (external_id, submitted_by) WHERE (external_id IS NOT NULL);
CREATE INDEX workflows_open ON public.workflows USING btree (workflow_id) WHERE (status <> ALL (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text]));
CREATE INDEX workflows_submitted ON public.workflows USING btree (submitted_at DESC, workflow_id DESC);
CREATE INDEX workflows_submitter ON public.workflows USING btree (submitted_by, submitted_at DESC, workflow_id DESC);
CREATE INDEX workflows_template ON public.workflows USING btree (template_id, submitted_at DESC) WHERE (template_id IS NOT NULL);
CREATE INDEX workflows_tenant ON public.workflows USING btree (tenant, submitted_at DESC, workflow_id DESC);
CREATE INDEX workflows_with_outputs ON public.workflows USING btree (completed_at) WHERE ((completed_at IS NOT NULL) AND (outputs_expired_at IS NULL));

CREATE OR REPLACE FUNCTION public.create_month_partition(parent text, month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
DECLARE
  starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
  partition text := parent || '_' || to_char(month, 'YYYYMM');
  key text := CASE parent WHEN 'task_events' THEN 'task_id' WHEN 'audit_log' THEN 'timestamp' END;
  held boolean;
BEGIN
  IF key IS NULL OR starts > now() + interval '1 year' THEN
    RAISE EXCEPTION 'no partition of % for %', parent, month USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('cadre.partitions'));
  IF to_regclass(quote_ident(partition)) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', parent || '_default',
                 key, partition_bound(parent, starts), key, partition_bound(parent, ends)) INTO held;
  IF held THEN RETURN false; END IF;
  -- Made apart and then attached: that takes a weaker lock on the parent than PARTITION OF would.
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, parent);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition,
                 partition_bound(parent, starts), partition_bound(parent, ends));
  -- Statement triggers are not inherited from the parent.
  IF parent = 'audit_log' THEN
    EXECUTE format('CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON %I
                      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()', partition);
  END IF;
  RETURN true;
END $function$;
CREATE OR REPLACE FUNCTION public.drop_event_month(month date, keep_days integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
DECLARE
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
  partition text := 'task_events_' || to_char(month, 'YYYYMM');
BEGIN
  IF keep_days IS NULL OR keep_days < 30 THEN
    RAISE EXCEPTION 'events are kept for 30 days at least' USING ERRCODE = '22023';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('cadre.partitions'));
  IF ends > now() - make_interval(days => keep_days) THEN RETURN false; END IF;
  IF NOT EXISTS (SELECT FROM pg_inherits
                  WHERE inhparent = 'task_events'::regclass AND inhrelid = to_regclass(quote_ident(partition))) THEN
    RETURN false;
  END IF;
  EXECUTE format('ALTER TABLE task_events DETACH PARTITION %I', partition);
  EXECUTE format('INSERT INTO task_events SELECT event.* FROM %I AS event
                   WHERE EXISTS (SELECT FROM tasks WHERE tasks.task_id = event.task_id)', partition);
  EXECUTE format('DROP TABLE %I', partition);
  RETURN true;
END $function$;
CREATE OR REPLACE FUNCTION public.list_tasks()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
   BEGIN
     IF TG_OP = 'INSERT' THEN
       INSERT INTO task_listing (submit_no, task_id, tenant, agent_id, submitted_by)
       SELECT submit_no, task_id, tenant, agent_id, submitted_by FROM changed;
     ELSIF TG_OP = 'DELETE' THEN
       DELETE FROM task_listing USING changed WHERE task_listing.submit_no = changed.submit_no;
     ELSE
       TRUNCATE task_listing;
     END IF;
     RETURN NULL;
   END $function$;
CREATE OR REPLACE FUNCTION public.note_workflow_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
   BEGIN
     INSERT INTO workflow_inbox (workflow_id, kind, path, attempt, task_id, status, error_code, error_message)
     VALUES (NEW.workflow_id, 'task', NEW.workflow_path, NEW.workflow_attempt, NEW.task_id, NEW.status, NEW.error_code,
             left(NEW.error_message, 1000));
     RETURN NULL;
   END $function$;
CREATE OR REPLACE FUNCTION public.partition_bound(parent text, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
       SELECT CASE parent
                WHEN 'task_events'
                THEN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid::text
                ELSE at::text END $function$;
CREATE OR REPLACE FUNCTION public.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = '42501'; END $function$;

CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER tasks_emptied AFTER TRUNCATE ON public.tasks FOR EACH STATEMENT EXECUTE FUNCTION list_tasks();
CREATE TRIGGER tasks_forgotten AFTER DELETE ON public.tasks REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_tasks();
CREATE TRIGGER tasks_listed AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION list_tasks();
CREATE TRIGGER tasks_workflow_outcome AFTER UPDATE OF status ON public.tasks FOR EACH ROW WHEN (((new.workflow_id IS NOT NULL) AND (new.status = ANY (ARRAY['completed'::text, 'failed'::text, 'timeout'::text, 'cancelled'::text])) AND (old.status IS DISTINCT FROM new.status))) EXECUTE FUNCTION note_workflow_outcome();
