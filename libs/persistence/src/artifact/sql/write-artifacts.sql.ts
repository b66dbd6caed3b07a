import { statement } from '../../database/statement';

type Column<T> = readonly T[];

/**
 * Adds rows; an id that exists is left as it is.
 *
 * $1 uuid[] ids · $2 text[] tenants · $3 uuid[] owners · $4 uuid[] tasks · $5 int[] attempts · $6 text[] agents
 * $7 text[] kinds · $8 text[] names · $9 bigint[] sizes · $10 text[] hashes · $11 text[] content types
 */
export const INSERT_ARTIFACTS = statement<
  [
    Column<string>,
    Column<string>,
    Column<string>,
    Column<string | null>,
    Column<number | null>,
    Column<string | null>,
    Column<string>,
    Column<string>,
    Column<number>,
    Column<string>,
    Column<string>,
  ]
>(
  'artifact_insert',
  `
INSERT INTO artifacts (artifact_id, tenant, owner_id, task_id, lease_no, agent_id, kind, name, size, sha256,
                       content_type)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::text[],
                     $9::bigint[], $10::text[], $11::text[])
    ON CONFLICT DO NOTHING`,
);
