/**
 * The end of every statement that moves tasks: appends one event per moved row and returns what was written.
 *
 * It follows a CTE `moved` with the columns task_id, event_seq (already raised), type, from_status, to_status,
 * lease_no, actor, at, data, trace_parent, team, agent_id and tenant. Because the row lock is held, event_seq is the next
 * number of that task and of no other transaction.
 */
export const APPEND_EVENTS = `
appended AS (
  INSERT INTO task_events (task_id, seq, type, from_status, to_status, lease_no, actor, at, data, trace_id)
  SELECT task_id, event_seq, type, from_status, to_status, lease_no, actor, at, data,
         nullif(split_part(trace_parent, '-', 2), '')
    FROM moved
)`;

/** The columns of a CommittedEvent, out of `moved`. */
export const EVENT_COLUMNS = `
  moved.task_id, moved.event_seq AS seq, moved.type, moved.from_status AS "from", moved.to_status AS "to",
  moved.lease_no, moved.actor, moved.at, moved.data, moved.team, moved.agent_id, moved.tenant`;
