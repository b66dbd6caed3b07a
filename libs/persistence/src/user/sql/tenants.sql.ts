import { statement } from '../../database/statement';

/** $1 text  tenant, also its first name; no row when it exists */
export const INSERT_TENANT = statement<[string], { tenant: string }>(
  'tenant_insert',
  `INSERT INTO tenants (tenant, name) VALUES ($1, $1) ON CONFLICT DO NOTHING RETURNING tenant`,
);
