export interface TenantCapInput {
  readonly free: number;
  readonly tenantsInFlight: ReadonlyMap<string, number>;
  readonly tenantMaxShare?: ReadonlyMap<string, number>;
}

/**
 * How many tasks each capped tenant may have in flight. A share is taken of everything the team has in hand: what is
 * in flight plus the free places. It is never less than one task, so that a cap slows a tenant and never stops it.
 */
export function tenantCaps({ free, tenantsInFlight, tenantMaxShare }: TenantCapInput): ReadonlyMap<string, number> {
  if (!tenantMaxShare || tenantMaxShare.size === 0) return new Map();
  const inFlight = [...tenantsInFlight.values()].reduce((sum, count) => sum + count, 0);
  const capacity = inFlight + Math.max(0, free);
  return new Map([...tenantMaxShare].map(([tenant, share]) => [tenant, Math.max(1, Math.floor(share * capacity))]));
}

/** How many tasks more a tenant may have in flight; Infinity without a cap. Below 1 it waits. */
export function tenantRoom(input: TenantCapInput, tenant: string): number {
  return (tenantCaps(input).get(tenant) ?? Infinity) - (input.tenantsInFlight.get(tenant) ?? 0);
}
