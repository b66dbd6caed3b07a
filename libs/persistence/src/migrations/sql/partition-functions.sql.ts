/**
 * The two doors through which services without rights on the schema make and drop its monthly partitions. They run with
 * the rights of their owner, who migrates; whoever calls them can do exactly this and nothing else. `schema` is quoted.
 */
export function partitionFunctionsUp(schema: string): readonly string[] {
  // pg_temp last: nobody slips a table of their own in front of ours.
  const guarded = `SECURITY DEFINER SET search_path = ${schema}, pg_temp SET lock_timeout = '2s'`;
  return [
    `CREATE FUNCTION partition_bound(parent text, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
       SELECT CASE parent
                WHEN 'task_events'
                THEN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid::text
                ELSE at::text END $$`,
    createFunction(guarded),
    dropFunction(guarded),
    ...FUNCTIONS.map((name) => `REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`),
  ];
}

export const PARTITION_FUNCTIONS_DOWN: readonly string[] = [
  `DROP FUNCTION drop_event_month(date, int)`,
  `DROP FUNCTION create_month_partition(text, date)`,
  `DROP FUNCTION partition_bound(text, timestamptz)`,
];

const FUNCTIONS = ['create_month_partition(text, date)', 'drop_event_month(date, int)'];

/** False when it is there already, or the default partition holds rows of the month: these stay where they are. */
function createFunction(guarded: string): string {
  return `
CREATE FUNCTION create_month_partition(parent text, month date) RETURNS boolean LANGUAGE plpgsql ${guarded} AS $$
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
END $$`;
}

/** Events of tasks that are still kept move to the default partition first. A month younger than 30 days stays. */
function dropFunction(guarded: string): string {
  return `
CREATE FUNCTION drop_event_month(month date, keep_days int) RETURNS boolean LANGUAGE plpgsql ${guarded} AS $$
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
END $$`;
}
