import type { Queryable } from '../database/statement';
import type { CheckId } from './check-report';
import type { Findings } from './findings';
import { FIND_TABLES } from './sql/find-tables.sql';

/** The table a check looks at, and what it means that there is none. */
const UNBUILT = {
  C7: { table: 'effects', because: 'this version keeps no record of effects' },
  C12: { table: 'notifications', because: 'this version sends no notifications' },
} as const satisfies Partial<Record<CheckId, { table: string; because: string }>>;

type Unbuilt = keyof typeof UNBUILT;

/** Checks without anything to look at say so; with the table there, a check that is not made is a violation. */
export async function noteUnbuilt(db: Queryable, findings: Readonly<Record<CheckId, Findings>>): Promise<void> {
  const ids = Object.keys(UNBUILT) as Unbuilt[];
  const rows = await db.query(FIND_TABLES, [ids.map((id) => UNBUILT[id].table)]);
  const present = new Set(rows.map(({ name }) => name));
  for (const id of ids) {
    const { table, because } = UNBUILT[id];
    if (present.has(table)) findings[id].violated(null, `table ${table} is there, and this program cannot check it`);
    else findings[id].doesNotApply(because);
  }
}
