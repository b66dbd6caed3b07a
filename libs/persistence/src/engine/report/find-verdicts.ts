import type { Queryable } from '../../database/statement';
import type { ReportResult } from './attempt-report';
import type { FiledReport } from './file-report';
import { FIND_SETTLED } from './sql/find-settled.sql';

/** Verdicts on reports whose lease is over: the same word as before is `settled` again, anything else is `lost`. */
export async function findVerdicts(tx: Queryable, over: readonly FiledReport[]): Promise<readonly ReportResult[]> {
  if (over.length === 0) return [];
  const rows = await tx.query(FIND_SETTLED, [
    over.map(({ report }) => report.taskId),
    over.map(({ report }) => report.leaseNo),
    over.map(({ report }) => report.leaseToken),
  ]);
  const digests = new Map(rows.map((row) => [row.lease_token, row.outcome_digest]));
  return over.map(({ report, digest }) => ({
    report,
    verdict: digests.get(report.leaseToken) === digest ? 'settled' : 'lost',
  }));
}
