import type { Statement } from '../statement';

export interface TakenRow {
  id: number;
  priority: number;
  body: string;
  reply_to: string | null;
  request_no: number | null;
  deliveries: number;
  failures: number;
}

/**
 * $1 queue · $2 at most so many · $3 the taker's session key · $4 lease in ms
 *
 * The inner query must be an array: as a join it may run more than once and take more than it should. The rows come back
 * in no order; the caller sorts.
 */
export const TAKE: Statement<TakenRow> = {
  name: 'bus_take',
  text: `
UPDATE bus.messages
SET locked_until = now() + $4::int8 * interval '1 millisecond', locked_by = $3::int8, deliveries = deliveries + 1
WHERE id = ANY (ARRAY(
  SELECT id FROM bus.messages
  WHERE queue = $1 AND locked_until IS NULL AND (expires_at IS NULL OR expires_at > now())
  ORDER BY priority, id
  LIMIT $2
  FOR UPDATE SKIP LOCKED))
RETURNING id, priority, body, reply_to, request_no, deliveries, failures`,
};
