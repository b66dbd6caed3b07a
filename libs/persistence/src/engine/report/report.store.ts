import { crashPoint } from '@cadre/config';
import type { KeyedHash, PayloadCipher } from '@cadre/crypto';
import { decideOutcome } from '@cadre/domain';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import type { Committed } from '../committed';
import { runIsolated } from '../run-isolated';
import { endAttempts } from '../settle/end-attempts';
import { type EndedAttempt, isLive, type LiveRow, runningFacts } from '../settle/ended-attempt';
import type { LeasedRow } from '../settle/sql/leased-row';
import type { AttemptReport, ReportResult } from './attempt-report';
import { type FiledReport, fileReport, withoutRefusedData } from './file-report';
import { findVerdicts } from './find-verdicts';
import { keepOutputs } from './keep-outputs';
import { LOCK_REPORTED } from './sql/lock-reported.sql';

/** Records how attempts ended. Fenced by the lease token: who lost the lease changes nothing. */
export class ReportStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
    private readonly hash: KeyedHash,
    private readonly random: () => number = Math.random,
  ) {}

  /** The answers stand in the order of the reports. A report that cannot be kept fails its own attempt, or stays unanswered. */
  recordOutcomes(reports: readonly AttemptReport[]): Promise<Committed<ReportResult>> {
    const record = (batch: readonly FiledReport[]) =>
      // A commit with an unknown end may run again: what was recorded is then found settled.
      this.db.transaction((tx) => this.recordIn(tx, batch), { rerunUnknownCommit: true });
    const filed = reports.map((report) => fileReport(this.hash, report));
    return runIsolated(filed, record, (refused) => record([withoutRefusedData(refused)]));
  }

  private async recordIn(tx: Transaction, filed: readonly FiledReport[]): Promise<Committed<ReportResult>> {
    const rows = await tx.query(LOCK_REPORTED, [filed.map(({ report }) => report.taskId)]);
    const { settling, over } = sortOut(filed, rows);
    const ended = settling.map((one) => this.decide(one));
    const write = () => Promise.all([endAttempts(tx, ended), keepOutputs(tx, this.cipher, settling)]);
    if (ended.length > 0) crashPoint('report.before_commit');
    const [events] = await (over.length === 0 ? tx.close(write) : write());
    // After the ends are written: a repeat inside the same batch finds them.
    const verdicts = await findVerdicts(tx, over);
    return { results: inOrder(filed, settling, verdicts), events };
  }

  private decide({ row, report, accepted, digest }: SettlingReport): EndedAttempt {
    const { outcome, error } = accepted;
    return {
      row,
      outcome,
      decision: decideOutcome(runningFacts(row), outcome, this.random()),
      actor: `worker:${row.worker_id ?? report.workerId}`,
      error,
      digest,
      durationMs: report.durationMs,
      usage: report.usage,
      ...(report.agentVersion !== null && { agentVersion: report.agentVersion }),
      ...((outcome.kind === 'handed_back' || outcome.kind === 'waiting') && { reason: outcome.reason }),
    };
  }
}

/** A report that ends the live attempt it is about. */
interface SettlingReport extends FiledReport {
  readonly row: LiveRow;
}

/** The first report of each live lease settles it; every other one is about something that is over. */
function sortOut(filed: readonly FiledReport[], rows: readonly LeasedRow[]) {
  const live = new Map(rows.filter(isLive).map((row) => [row.task_id, row]));
  const settling: SettlingReport[] = [];
  const over: FiledReport[] = [];
  for (const one of filed) {
    const row = live.get(one.report.taskId);
    if (row && holdsLease(row, one.report)) {
      live.delete(row.task_id);
      settling.push({ ...one, row });
    } else {
      over.push(one);
    }
  }
  return { settling, over };
}

function holdsLease(row: LiveRow, { leaseToken, leaseNo, team }: AttemptReport): boolean {
  return row.lease_token === leaseToken && row.lease_no === leaseNo && row.team === team;
}

function inOrder(
  filed: readonly FiledReport[],
  settling: readonly FiledReport[],
  verdicts: readonly ReportResult[],
): readonly ReportResult[] {
  const results = new Map<AttemptReport, ReportResult>(verdicts.map((result) => [result.report, result]));
  for (const { report } of settling) results.set(report, { report, verdict: 'settled' });
  return filed.map(({ report }) => results.get(report) ?? { report, verdict: 'lost' });
}
