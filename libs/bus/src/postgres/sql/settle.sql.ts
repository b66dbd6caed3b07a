import type { Statement } from '../statement';

type NoRow = Record<string, never>;

/**
 * $1 ids int8[]
 *
 * Whoever holds the message by now: what is done is done.
 */
export const SETTLE_DONE: Statement<NoRow> = {
  name: 'bus_settle_done',
  text: `DELETE FROM bus.messages WHERE id = ANY ($1::int8[])`,
};

/**
 * $1 ids int8[] · $2 the holder's session key · $3 deliveries to take back int8[] (1: it was handed to nobody) ·
 * $4 channels to wake text[]
 */
export const SETTLE_REQUEUE: Statement<NoRow> = {
  name: 'bus_settle_requeue',
  text: `
WITH returned AS (
  UPDATE bus.messages m SET locked_until = NULL, locked_by = NULL, deliveries = deliveries - r.unseen
  FROM unnest($1::int8[], $3::int8[]) AS r (id, unseen)
  WHERE m.id = r.id AND m.locked_by = $2::int8
)
SELECT pg_notify(channel, '') FROM unnest($4::text[]) AS c (channel)`,
};

/**
 * $1 ids int8[] · $2 the holder's session key · $3 pause in ms
 *
 * The handler threw: the message rests until the pause is over, held by nobody.
 */
export const SETTLE_FAILED: Statement<NoRow> = {
  name: 'bus_settle_failed',
  text: `
UPDATE bus.messages
SET locked_until = now() + $3::int8 * interval '1 millisecond', locked_by = NULL, failures = failures + 1
WHERE id = ANY ($1::int8[]) AND locked_by = $2::int8`,
};

/**
 * $1 ids int8[] · $2 reasons text[]
 *
 * Moves what nobody will ever handle to where people can look at it.
 */
export const SETTLE_DEAD: Statement<NoRow> = {
  name: 'bus_settle_dead',
  text: `
WITH buried AS (
  DELETE FROM bus.messages m USING unnest($1::int8[], $2::text[]) AS d (id, reason)
  WHERE m.id = d.id
  RETURNING m.queue, m.priority, m.body, d.reason, m.deliveries, m.published_at
)
INSERT INTO bus.dead_messages (queue, priority, body, reason, deliveries, published_at)
SELECT queue, priority, body, reason, deliveries, published_at FROM buried`,
};
