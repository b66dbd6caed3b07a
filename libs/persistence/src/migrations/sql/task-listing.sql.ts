/**
 * Where lists of tasks look: a row of a task's own that never changes. An index on `tasks` is written at the submission
 * and again at every move, since the status stands in the conditions of the others; here it is written once.
 *
 * Kept by triggers: whatever inserts or removes tasks cannot forget it. Rows that move while they run are few, at most
 * what the windows of the teams hold: the index of those in flight finds leases, workers and queued ones well enough, and
 * a renewed lease touches no index at all.
 */
export const TASK_LISTING_UP = [
  `CREATE TABLE task_listing (
     submit_no bigint PRIMARY KEY,
     task_id uuid NOT NULL,
     tenant text NOT NULL,
     agent_id text NOT NULL,
     submitted_by uuid NOT NULL)`,
  `INSERT INTO task_listing (submit_no, task_id, tenant, agent_id, submitted_by)
   SELECT submit_no, task_id, tenant, agent_id, submitted_by FROM tasks`,
  `CREATE INDEX task_listing_tenant ON task_listing (tenant, submit_no)`,
  `CREATE INDEX task_listing_agent ON task_listing (agent_id, submit_no)`,
  `CREATE INDEX task_listing_submitter ON task_listing (submitted_by, submit_no)`,
  `CREATE FUNCTION list_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
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
   END $$`,
  `CREATE TRIGGER tasks_listed AFTER INSERT ON tasks REFERENCING NEW TABLE AS changed
     FOR EACH STATEMENT EXECUTE FUNCTION list_tasks()`,
  `CREATE TRIGGER tasks_forgotten AFTER DELETE ON tasks REFERENCING OLD TABLE AS changed
     FOR EACH STATEMENT EXECUTE FUNCTION list_tasks()`,
  `CREATE TRIGGER tasks_emptied AFTER TRUNCATE ON tasks FOR EACH STATEMENT EXECUTE FUNCTION list_tasks()`,
  `DROP INDEX tasks_submitter`,
  `DROP INDEX tasks_tenant`,
  `DROP INDEX tasks_agent`,
  `DROP INDEX tasks_submit_no`,
  `DROP INDEX tasks_leases`,
  `DROP INDEX tasks_worker`,
  `DROP INDEX tasks_queued`,
];

export const TASK_LISTING_DOWN = [
  `CREATE INDEX tasks_queued ON tasks (team, queued_at) WHERE status = 'queued'`,
  `CREATE INDEX tasks_worker ON tasks (worker_id) WHERE status IN ('claimed', 'running')`,
  `CREATE INDEX tasks_leases ON tasks (lease_expires_at) WHERE status IN ('claimed', 'running')`,
  `CREATE INDEX tasks_submit_no ON tasks (submit_no DESC)`,
  `CREATE INDEX tasks_agent ON tasks (agent_id, submit_no DESC)`,
  `CREATE INDEX tasks_tenant ON tasks (tenant, submit_no DESC)`,
  `CREATE INDEX tasks_submitter ON tasks (submitted_by, submit_no DESC)`,
  `DROP TRIGGER tasks_emptied ON tasks`,
  `DROP TRIGGER tasks_forgotten ON tasks`,
  `DROP TRIGGER tasks_listed ON tasks`,
  `DROP FUNCTION list_tasks()`,
  `DROP TABLE task_listing`,
];
