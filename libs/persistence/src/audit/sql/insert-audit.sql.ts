import { statement } from '../../database/statement';

type Texts = readonly (string | null)[];

/**
 * Appends entries to the audit log.
 *
 * $1 uuid[] audit ids · $2 text[] event types · $3 text[] outcomes · $4 uuid[] users · $5 text[] tenants
 * $6 text[] emails · $7 uuid[] tasks · $8 text[] agents · $9 text[] priorities · $10 text[] object types
 * $11 text[] object ids · $12 inet[] addresses · $13 text[] user agents · $14 text[] correlation ids · $15 jsonb[] data
 */
export const INSERT_AUDIT = statement<
  [Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts, Texts]
>(
  'audit_insert',
  `
INSERT INTO audit_log (audit_id, event_type, outcome, user_id, tenant, email, task_id, agent_id, priority, object_type,
                       object_id, ip_address, user_agent, correlation_id, data)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[],
                     $9::text[], $10::text[], $11::text[], $12::inet[], $13::text[], $14::text[], $15::jsonb[])`,
);
