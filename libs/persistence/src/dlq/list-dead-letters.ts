import { unnamedStatement, type Queryable } from '../database/statement';
import { boundedCount, type Total } from '../query/bounded-count';
import { Conditions } from '../query/conditions';
import { DEAD_LETTER_COLUMNS, type DeadLetterFilter, type DeadLetterRow } from './dead-letter-row';

export interface DeadLetterQuery extends DeadLetterFilter {
  readonly limit: number;
  readonly offset: number;
}

export type DeadLetterPage = Total & { readonly tasks: DeadLetterRow[] };

/** Newest failure first. */
export async function listDeadLetters(db: Queryable, query: DeadLetterQuery): Promise<DeadLetterPage> {
  const conditions = conditionsOf(query);
  const total = await boundedCount(db, 'dlq_tasks AS dead', conditions);
  const text = `
    SELECT ${DEAD_LETTER_COLUMNS}
      FROM dlq_tasks AS dead ${conditions.where}
     ORDER BY dead.failed_at DESC, dead.dlq_id DESC
     LIMIT ${conditions.parameter(query.limit)} OFFSET ${conditions.parameter(query.offset)}`;
  return { tasks: await db.query(unnamedStatement<DeadLetterRow>(text), conditions.parameters), ...total };
}

function conditionsOf(query: DeadLetterQuery): Conditions {
  return new Conditions()
    .add(query.agent_id, (value) => `dead.agent_id = ${value}`)
    .add(query.team, (value) => `dead.team = ${value}`)
    .add(query.error_class, (value) => `dead.error_class = ${value}`)
    .add(query.error_code, (value) => `dead.error_code = ${value}`)
    .add(query.state, (value) => `dead.state = ${value}`)
    .add(query.fingerprint, (value) => `dead.fingerprint = ${value}`)
    .add(query.since, (value) => `dead.failed_at >= ${value}::timestamptz`)
    .add(query.until, (value) => `dead.failed_at < ${value}::timestamptz`);
}
