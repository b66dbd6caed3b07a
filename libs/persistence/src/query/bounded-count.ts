import { unnamedStatement, type Queryable } from '../database/statement';
import type { Conditions } from './conditions';

/** Counting stops here: beyond, the number is an estimate and says so. */
const EXACT_UP_TO = 10_000;

export interface Total {
  readonly total: number;
  readonly total_estimated: boolean;
}

/** How many rows fit; exact to 10,000, beyond that what the planner expects, and at least that many. */
export async function boundedCount(db: Queryable, from: string, conditions: Conditions): Promise<Total> {
  const [row] = await db.query(
    unnamedStatement<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT 1 FROM ${from} ${conditions.where} LIMIT ${EXACT_UP_TO + 1}) AS counted`,
    ),
    conditions.parameters,
  );
  const count = row?.count ?? 0;
  if (count <= EXACT_UP_TO) return { total: count, total_estimated: false };
  return { total: Math.max(count, await plannedRows(db, from, conditions)), total_estimated: true };
}

interface Plan {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
}

async function plannedRows(db: Queryable, from: string, conditions: Conditions): Promise<number> {
  const [row] = await db.query(
    unnamedStatement<Plan>(`EXPLAIN (FORMAT JSON) SELECT 1 FROM ${from} ${conditions.where}`),
    conditions.parameters,
  );
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}
