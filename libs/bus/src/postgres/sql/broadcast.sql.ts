import type { Statement } from '../statement';

type NoRow = Record<string, never>;

/**
 * $1 channels text[] · $2 notes text[] · $3 parcel ids uuid[] · $4 parcel topics text[] · $5 parcel bodies text[] ·
 * $6 parcel lifetime in ms
 *
 * A parcel is read by every listener and goes when its time is over.
 */
export const BROADCAST: Statement<NoRow> = {
  name: 'bus_broadcast',
  text: `
WITH stored AS (
  INSERT INTO bus.parcels (parcel_id, address, body, expires_at)
  SELECT parcel_id, topic, body, now() + $6::int8 * interval '1 millisecond'
  FROM unnest($3::uuid[], $4::text[], $5::text[]) AS p (parcel_id, topic, body)
)
SELECT pg_notify(channel, note) FROM unnest($1::text[], $2::text[]) AS n (channel, note)`,
};

export interface BroadcastParcelRow {
  body: string;
}

/** $1 parcel id uuid */
export const READ_PARCEL: Statement<BroadcastParcelRow> = {
  name: 'bus_read_parcel',
  text: `SELECT body FROM bus.parcels WHERE parcel_id = $1::uuid`,
};
