import { statement } from '../../../database/statement';

/**
 * Notes what people are asked.
 *
 * $1 uuid[]    ids
 * $2 uuid[]    tasks
 * $3 int[]     attempts that ended by waiting
 * $4 text[]    tools
 * $5 text[]    hashes of the requests
 * $6 bool[]    whether the submitter may not decide
 * $7 text[]    sealed arguments
 * $8 float8[]  seconds until nobody is asked any more
 */
export const INSERT_APPROVALS = statement<
  [
    readonly string[],
    readonly string[],
    readonly number[],
    readonly string[],
    readonly string[],
    readonly boolean[],
    readonly string[],
    readonly number[],
  ]
>(
  'engine_insert_approvals',
  `
INSERT INTO approvals (approval_id, task_id, lease_no, tool, request_hash, four_eyes, sealed_arguments, expires_at)
SELECT approval_id, task_id, lease_no, tool, request_hash, four_eyes, sealed, now() + make_interval(secs => seconds)
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::float8[])
       AS asked(approval_id, task_id, lease_no, tool, request_hash, four_eyes, sealed, seconds)`,
);

/**
 * Keeps resume points that came with the end of attempts.
 *
 * $1 uuid[] tasks · $2 int[] attempts · $3 text[] sealed
 */
export const KEEP_CHECKPOINTS = statement<[readonly string[], readonly number[], readonly string[]]>(
  'engine_keep_checkpoints',
  `
INSERT INTO checkpoints (task_id, lease_no, sealed)
SELECT task_id, lease_no, sealed FROM unnest($1::uuid[], $2::int[], $3::text[]) AS kept(task_id, lease_no, sealed)
    ON CONFLICT (task_id) DO UPDATE SET lease_no = excluded.lease_no, sealed = excluded.sealed, updated_at = now()`,
);
