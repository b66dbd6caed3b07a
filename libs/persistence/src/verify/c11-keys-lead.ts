import type { Queryable } from '../database/statement';
import type { Findings } from './findings';
import { COUNT_KEYS, FIND_DANGLING_KEYS, ONE_KEY_INDEX } from './sql/idempotency-keys.sql';

/** C11: whoever repeats a request under its key is led to the task it made the first time. */
export async function checkKeysLead(db: Queryable, findings: Findings): Promise<void> {
  const [counted] = await db.query(COUNT_KEYS, []);
  findings.saw(counted?.keys ?? 0);
  const [index] = await db.query(ONE_KEY_INDEX, []);
  if (!index?.present) findings.violated(null, 'idempotency_keys has no unique index that refuses a key twice');
  for (const { task_id: taskId, route, key } of await db.query(FIND_DANGLING_KEYS, [])) {
    findings.violated(taskId, `does not exist, and the key ${JSON.stringify(key)} of ${route} leads to it`);
  }
}
