/** How many lanes of a team are looked at: somebody who waits behind so many is told an estimate. */
export const MOST_LANES = 2_000;

/**
 * CTEs for a WITH RECURSIVE: over a waiting `subject` (team, priority, submit_no), `ahead` has one row for each task of
 * its team that goes before it: those of a more urgent priority, and those of its own that were submitted earlier. The
 * team's lanes are found by jumping through the dispatch index, past the part of each agent and tenant that is not more
 * urgent. Who limits the rows of `ahead` and `lanes` pays for so many index entries, however long the backlog.
 *
 * @param limit the placeholder of how many rows of `ahead` are wanted
 */
export const placesAhead = (limit: string): string => `
lane AS (
  (SELECT head.agent_id, head.tenant, head.priority
     FROM subject
    CROSS JOIN LATERAL (
      SELECT agent_id, tenant, priority FROM tasks
       WHERE team = subject.team AND status = 'pending'
       ORDER BY agent_id, tenant, priority
       LIMIT 1) AS head
    WHERE subject.status IN ('pending', 'queued'))
  UNION ALL
  SELECT next.agent_id, next.tenant, next.priority
    FROM lane
   CROSS JOIN subject
   CROSS JOIN LATERAL (
     SELECT agent_id, tenant, priority FROM tasks
      WHERE team = subject.team AND status = 'pending'
        AND (agent_id, tenant, priority) > (lane.agent_id, lane.tenant,
             CASE WHEN lane.priority < subject.priority THEN lane.priority ELSE 32767 END::smallint)
      ORDER BY agent_id, tenant, priority
      LIMIT 1) AS next
), lanes AS (
  SELECT * FROM lane LIMIT ${MOST_LANES}
), ahead AS (
  SELECT 1
    FROM lanes
   CROSS JOIN subject
   CROSS JOIN LATERAL (
     SELECT 1 FROM tasks
      WHERE team = subject.team AND status = 'pending' AND agent_id = lanes.agent_id AND tenant = lanes.tenant
        AND priority = lanes.priority
        AND submit_no < CASE WHEN lanes.priority < subject.priority THEN 9223372036854775807
                             WHEN lanes.priority = subject.priority THEN subject.submit_no ELSE 0 END
      LIMIT ${limit}) AS before
   UNION ALL
  SELECT 1
    FROM subject
    JOIN tasks AS task ON task.team = subject.team AND task.status = 'queued'
   WHERE subject.status IN ('pending', 'queued')
     AND (task.priority, task.submit_no) < (subject.priority, subject.submit_no)
)`;
