/**
 * A task of a workflow step, and the word of its end. Whatever ends a task does it by an UPDATE: a trigger cannot be
 * forgotten by any of those statements, and its WHEN keeps it away from plain tasks.
 */
export const WORKFLOW_TASKS_UP = [
  `ALTER TABLE tasks ADD COLUMN workflow_id uuid, ADD COLUMN workflow_path text, ADD COLUMN workflow_attempt int`,
  `CREATE UNIQUE INDEX tasks_workflow ON tasks (workflow_id, workflow_path, workflow_attempt)
     WHERE workflow_id IS NOT NULL`,
  `CREATE FUNCTION note_workflow_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO workflow_inbox (workflow_id, kind, path, attempt, task_id, status, error_code, error_message)
     VALUES (NEW.workflow_id, 'task', NEW.workflow_path, NEW.workflow_attempt, NEW.task_id, NEW.status, NEW.error_code,
             left(NEW.error_message, 1000));
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER tasks_workflow_outcome AFTER UPDATE OF status ON tasks FOR EACH ROW
     WHEN (NEW.workflow_id IS NOT NULL AND NEW.status IN ('completed', 'failed', 'timeout', 'cancelled')
           AND OLD.status IS DISTINCT FROM NEW.status)
     EXECUTE FUNCTION note_workflow_outcome()`,
];

export const WORKFLOW_TASKS_DOWN = [
  `DROP TRIGGER tasks_workflow_outcome ON tasks`,
  `DROP FUNCTION note_workflow_outcome()`,
  `DROP INDEX tasks_workflow`,
  `ALTER TABLE tasks DROP COLUMN workflow_id, DROP COLUMN workflow_path, DROP COLUMN workflow_attempt`,
];
