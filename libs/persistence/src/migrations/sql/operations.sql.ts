/** What keeps the system going: idempotency, dispatch leases, statistics, workers, the audit log. */
export const OPERATIONS_UP = [
  `CREATE TABLE idempotency_keys (
     principal uuid NOT NULL,
     route text NOT NULL,
     key text NOT NULL,
     body_hash text NOT NULL,
     state text NOT NULL CHECK (state IN ('in_flight', 'done')),
     status_code int,
     sealed_answer text,
     location text,
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (principal, route, key),
     CHECK (state <> 'done' OR (status_code IS NOT NULL AND sealed_answer IS NOT NULL)))`,
  `CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at)`,
  `CREATE TABLE team_dispatch (
     team text PRIMARY KEY,
     owner text,
     term bigint NOT NULL DEFAULT 0,
     until timestamptz) WITH (fillfactor = 50)`,
  `CREATE TABLE stats_snapshot (
     scope text PRIMARY KEY,
     data jsonb NOT NULL,
     cost_ms double precision NOT NULL,
     written_by text NOT NULL,
     written_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 50)`,
  `CREATE TABLE workers (
     worker_id text PRIMARY KEY,
     team text NOT NULL,
     host text NOT NULL,
     pid int NOT NULL,
     version text NOT NULL,
     slots int NOT NULL,
     busy int NOT NULL,
     status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'draining', 'gone')),
     drain_requested_at timestamptz,
     started_at timestamptz NOT NULL,
     last_heartbeat_at timestamptz NOT NULL) WITH (fillfactor = 50)`,
  `CREATE TABLE audit_log (
     audit_id uuid NOT NULL,
     "timestamp" timestamptz NOT NULL DEFAULT now(),
     event_type text NOT NULL,
     outcome text NOT NULL DEFAULT 'ok',
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
     PRIMARY KEY ("timestamp", audit_id)) PARTITION BY RANGE ("timestamp")`,
  `CREATE INDEX audit_log_user ON audit_log (user_id, "timestamp" DESC) WHERE user_id IS NOT NULL`,
  `CREATE INDEX audit_log_object ON audit_log (object_type, object_id, "timestamp" DESC) WHERE object_id IS NOT NULL`,
  `CREATE INDEX audit_log_login_failures ON audit_log (email, "timestamp" DESC) WHERE event_type = 'login_failed'`,
  `CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT`,
  `CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = '42501'; END $$`,
  `CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
     FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`,
  // Statement triggers are not inherited: each partition gets this one when it is made.
  `CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  `CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log_default
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
];

export const OPERATIONS_DOWN = [
  `DROP TABLE audit_log`,
  `DROP FUNCTION refuse_audit_change()`,
  `DROP TABLE workers`,
  `DROP TABLE stats_snapshot`,
  `DROP TABLE team_dispatch`,
  `DROP TABLE idempotency_keys`,
];
