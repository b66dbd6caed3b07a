import type { KeyedHash } from '@cadre/crypto';
import { ErrorClass } from '@cadre/domain';
import { type AcceptedOutcome, acceptOutcome, failed } from './accepted-outcome';
import type { AttemptReport } from './attempt-report';
import { outcomeDigest } from './outcome-digest';

/** A report, what it comes to, and what tells it from another one. */
export interface FiledReport {
  readonly report: AttemptReport;
  readonly accepted: AcceptedOutcome;
  readonly digest: string;
}

export function fileReport(hash: KeyedHash, report: AttemptReport): FiledReport {
  return { report, accepted: acceptOutcome(report.outcome), digest: outcomeDigest(hash, report) };
}

/**
 * The same report when the database refuses something that came with it. Its worker would resend it for ever, so the
 * attempt fails and leaves nothing else behind; a repeat is still recognised.
 */
export function withoutRefusedData({ report, digest }: FiledReport): FiledReport {
  const accepted = failed({
    code: 'REPORT_REFUSED',
    class: ErrorClass.Permanent,
    message: 'The report carried data that cannot be stored.',
  });
  return { report: { ...report, artifacts: [], logs: [], usage: null }, accepted, digest };
}
