/**
 * The bus's own schema, step by step: step n leads from version n to n + 1. A published step never changes.
 *
 * The tables a message passes through are UNLOGGED: after a crash of the server they are empty, which the product
 * survives by design. Dead messages are evidence for people and are kept like any other table.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `
CREATE UNLOGGED TABLE bus.messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue text NOT NULL,
  priority smallint NOT NULL,
  body text NOT NULL,
  -- Where the answer goes, and the asker's own number for it.
  reply_to text,
  request_no bigint,
  published_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  -- Handed out until then, or kept back until then if nobody holds it.
  locked_until timestamptz,
  -- The key of the session lock of the process that holds it.
  locked_by bigint,
  deliveries int NOT NULL DEFAULT 0,
  failures int NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX messages_ready ON bus.messages (queue, priority, id) WHERE locked_until IS NULL;
CREATE INDEX messages_locked ON bus.messages (queue, locked_until) WHERE locked_until IS NOT NULL;
CREATE INDEX messages_expiring ON bus.messages (expires_at) WHERE expires_at IS NOT NULL;

-- Bodies too large for a notification; the notification names the parcel.
CREATE UNLOGGED TABLE bus.parcels (
  parcel_id uuid PRIMARY KEY,
  address text NOT NULL,
  body text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX parcels_address ON bus.parcels (address);
CREATE INDEX parcels_expiring ON bus.parcels (expires_at);

-- Which address stands behind which advisory lock; open while the lock is held.
CREATE UNLOGGED TABLE bus.inboxes (
  address text PRIMARY KEY,
  lock_key bigint NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bus.dead_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  queue text NOT NULL,
  priority smallint NOT NULL,
  body text NOT NULL,
  reason text NOT NULL,
  deliveries int NOT NULL,
  published_at timestamptz NOT NULL,
  died_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_messages_queue ON bus.dead_messages (queue, died_at);
CREATE INDEX dead_messages_age ON bus.dead_messages (died_at);

-- The advisory locks of this database: a process that is gone holds none.
CREATE VIEW bus.held_locks AS
  SELECT (l.classid::bigint << 32) | l.objid::bigint AS lock_key, l.pid
  FROM pg_locks l
  WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
    AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
`,
];

export const SCHEMA_VERSION = SCHEMA_STEPS.length;
