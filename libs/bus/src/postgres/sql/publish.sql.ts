import type { Statement } from '../statement';

/**
 * $1 queues text[] · $2 priorities int2[] · $3 bodies text[] · $4 reply addresses text[] (null: no answer wanted) ·
 * $5 request numbers int8[] · $6 times to live in ms int8[] (null: for ever) · $7 channels to wake text[]
 *
 * One row per message, one notification per queue. The rows get their ids in the order of the arrays.
 */
export const PUBLISH: Statement<Record<string, never>> = {
  name: 'bus_publish',
  text: `
WITH stored AS (
  INSERT INTO bus.messages (queue, priority, body, reply_to, request_no, expires_at)
  SELECT queue, priority, body, reply_to, request_no, now() + ttl_ms * interval '1 millisecond'
  FROM unnest($1::text[], $2::int2[], $3::text[], $4::text[], $5::int8[], $6::int8[])
    WITH ORDINALITY AS m (queue, priority, body, reply_to, request_no, ttl_ms, n)
  ORDER BY n
)
SELECT pg_notify(channel, '') FROM unnest($7::text[]) AS c (channel)`,
};
