import type { Queryable } from '../database/statement';
import { INSTALLATION_ID } from './sql/installation-id.sql';

/** What tells this installation from others at a broker. Undefined when somebody emptied the table. */
export async function readInstallationId(db: Queryable): Promise<string | undefined> {
  const [row] = await db.query(INSTALLATION_ID, []);
  return row?.installation_id;
}
