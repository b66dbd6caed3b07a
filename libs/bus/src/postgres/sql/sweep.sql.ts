import type { Statement } from '../statement';

export interface SweepRow {
  expired: number;
}

/**
 * $1 days dead messages are kept · $2 rows per table at most
 *
 * Removes what has outlived its time. Skips what somebody else has locked, so that it can never be part of a deadlock.
 */
export const SWEEP: Statement<SweepRow> = {
  name: 'bus_sweep',
  text: `
WITH expired AS (
  DELETE FROM bus.messages WHERE id = ANY (ARRAY(
    SELECT id FROM bus.messages
    WHERE expires_at < now() AND (locked_until IS NULL OR locked_until < now())
    LIMIT $2 FOR UPDATE SKIP LOCKED))
  RETURNING id
), parcels AS (
  DELETE FROM bus.parcels WHERE parcel_id = ANY (ARRAY(
    SELECT parcel_id FROM bus.parcels WHERE expires_at < now() LIMIT $2 FOR UPDATE SKIP LOCKED))
), inboxes AS (
  DELETE FROM bus.inboxes WHERE address = ANY (ARRAY(
    SELECT address FROM bus.inboxes
    WHERE opened_at < now() - interval '1 minute' AND lock_key <> ALL (ARRAY(SELECT lock_key FROM bus.held_locks))
    LIMIT $2 FOR UPDATE SKIP LOCKED))
), dead AS (
  DELETE FROM bus.dead_messages WHERE id = ANY (ARRAY(
    SELECT id FROM bus.dead_messages WHERE died_at < now() - $1::int * interval '1 day' LIMIT $2 FOR UPDATE SKIP LOCKED))
)
SELECT count(*) AS expired FROM expired`,
};
