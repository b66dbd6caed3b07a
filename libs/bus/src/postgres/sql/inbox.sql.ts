import type { Statement } from '../statement';

export interface SentRow {
  open: boolean;
}

/**
 * $1 addresses text[] · $2 channels text[] · $3 notes text[] · $4 parcel ids uuid[] (null: the note says it all) ·
 * $5 parcel bodies text[] · $6 parcel lifetime in ms · $7 whether to notify
 *
 * Writes to inboxes and tells for each whether somebody has it open; to a closed one nothing is written.
 */
export const SEND_TO_INBOXES: Statement<SentRow> = {
  name: 'bus_send_to_inboxes',
  text: `
WITH open AS MATERIALIZED (
  SELECT i.address FROM bus.inboxes i
  WHERE i.address = ANY ($1::text[]) AND i.lock_key IN (SELECT lock_key FROM bus.held_locks)
), mail AS MATERIALIZED (
  SELECT m.*, o.address IS NOT NULL AS open
  FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[])
    WITH ORDINALITY AS m (address, channel, note, parcel_id, body, n)
  LEFT JOIN open o ON o.address = m.address
), stored AS (
  INSERT INTO bus.parcels (parcel_id, address, body, expires_at)
  SELECT parcel_id, address, body, now() + $6::int8 * interval '1 millisecond'
  FROM mail WHERE open AND parcel_id IS NOT NULL
)
SELECT open, CASE WHEN open AND $7::boolean THEN pg_notify(channel, note) END AS notified
FROM mail ORDER BY n`,
};

export interface ParcelRow {
  body: string;
}

/** $1 the inbox's address. Each parcel is collected once. */
export const COLLECT_PARCELS: Statement<ParcelRow> = {
  name: 'bus_collect_parcels',
  text: `
WITH collected AS (
  DELETE FROM bus.parcels WHERE address = $1 RETURNING parcel_id, body
)
SELECT body FROM collected ORDER BY parcel_id`,
};

export interface OpenInboxRow {
  address: string;
}

/** $1 addresses text[] (null: all) */
export const OPEN_INBOXES: Statement<OpenInboxRow> = {
  name: 'bus_open_inboxes',
  text: `
SELECT i.address FROM bus.inboxes i
WHERE ($1::text[] IS NULL OR i.address = ANY ($1)) AND i.lock_key IN (SELECT lock_key FROM bus.held_locks)`,
};
