import type { Statement } from '../statement';

export interface PollRow {
  queue: string;
}

/**
 * $1 queues text[] · $2 own session key · $3 own inbox address (null: none) · $4 lease in ms · $5 grace in ms
 *
 * The safety net under the notifications, for all queues of a process in one statement: returns to their queues the
 * messages whose lease is over or whose holder is gone, and names the queues where something is ready; a large message
 * for the own inbox shows as that address. A holder counts as gone when nobody holds its session lock, but only a grace
 * time after the delivery, so that a reconnect is not taken for a death. The locks are looked at only if a message of
 * somebody else is that old. A lease that seems longer than one lasts was taken before the clock was set back.
 */
export const POLL: Statement<PollRow> = {
  name: 'bus_poll',
  text: `
WITH lapsed AS (
  SELECT id FROM bus.messages
  WHERE queue = ANY ($1::text[]) AND locked_until IS NOT NULL
    AND (locked_until <= now()
      OR locked_until > now() + ($4::int8 + 5000) * interval '1 millisecond'
      OR (locked_until <= now() + ($4::int8 - $5::int8) * interval '1 millisecond'
        AND locked_by <> $2::int8
        AND locked_by <> ALL (ARRAY(SELECT lock_key FROM bus.held_locks))))
  FOR UPDATE SKIP LOCKED
), released AS (
  UPDATE bus.messages m
  SET locked_until = NULL, locked_by = NULL, failures = failures + (locked_by IS NOT NULL)::int
  FROM lapsed WHERE m.id = lapsed.id
  RETURNING m.queue
)
SELECT q.queue FROM unnest($1::text[]) AS q (queue)
WHERE EXISTS (SELECT FROM bus.messages m WHERE m.queue = q.queue AND m.locked_until IS NULL)
UNION
SELECT queue FROM released
UNION
SELECT address FROM bus.parcels WHERE address = $3`,
};
