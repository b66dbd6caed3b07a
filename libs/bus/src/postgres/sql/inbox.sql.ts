import type { Statement } from '../statement';

export interface SentRow {
  open: boolean;
}

/**
 * $1 addresses text[] · $2 channels text[] · $3 notes text[] · $4 parcel ids uuid[] (null: the note says it all) ·
 * $5 parcel bodies text[] · $6 which to ask for bool[] · $7 parcel lifetime in ms · $8 whether to notify
 *
 * Writes to inboxes and tells for each that is asked for whether somebody has it open; to a closed one nothing is
 * written. Asking means to look through all locks of the server, so who answers a request does not.
 */
export const SEND_TO_INBOXES: Statement<SentRow> = {
  name: 'bus_send_to_inboxes',
  text: `
WITH mail AS MATERIALIZED (
  SELECT m.*, NOT m.asked OR m.address IN (
           SELECT i.address FROM bus.inboxes i WHERE i.lock_key IN (SELECT lock_key FROM bus.held_locks)) AS open
  FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::boolean[])
    WITH ORDINALITY AS m (address, channel, note, parcel_id, body, asked, n)
), stored AS (
  INSERT INTO bus.parcels (parcel_id, address, body, expires_at)
  SELECT parcel_id, address, body, now() + $7::int8 * interval '1 millisecond'
  FROM mail WHERE open AND parcel_id IS NOT NULL
)
SELECT open, CASE WHEN open AND $8::boolean THEN pg_notify(channel, note) END AS notified
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
