import type { PayloadCipher } from '@cadre/crypto';
import { cleanText } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { logLineAad, payloadAad, type PayloadKind } from '../../task/payload-aad';
import type { LiveRow } from '../settle/ended-attempt';
import type { AcceptedOutcome } from './accepted-outcome';
import type { AttemptReport } from './attempt-report';
import { keepWaits } from './keep-waits';
import { INSERT_ARTIFACTS } from './sql/insert-artifacts.sql';
import { INSERT_LOGS } from './sql/insert-logs.sql';
import { INSERT_PAYLOADS } from './sql/insert-payloads.sql';

/** A report that is being settled. */
export interface SettledReport {
  readonly report: AttemptReport;
  readonly row: LiveRow;
  readonly accepted: AcceptedOutcome;
}

/** Keeps what settled attempts left behind: results and stack traces (sealed), log lines (sealed), files. One trip. */
export async function keepOutputs(
  tx: Queryable,
  cipher: PayloadCipher,
  settled: readonly SettledReport[],
): Promise<void> {
  await Promise.all([
    keepPayloads(tx, cipher, settled),
    keepArtifacts(tx, settled),
    keepLogs(tx, cipher, settled),
    keepWaits(tx, cipher, settled),
  ]);
}

async function keepPayloads(tx: Queryable, cipher: PayloadCipher, settled: readonly SettledReport[]): Promise<void> {
  const payloads = settled.flatMap(({ row, accepted: { result, stack } }) => [
    ...(result ? [sealed(cipher, row, 'result', result)] : []),
    ...(stack !== null ? [sealed(cipher, row, 'error', stack)] : []),
  ]);
  if (payloads.length === 0) return;
  await tx.execute(INSERT_PAYLOADS, [
    payloads.map(({ taskId }) => taskId),
    payloads.map(({ kind }) => kind),
    payloads.map((payload) => payload.sealed),
  ]);
}

function sealed(cipher: PayloadCipher, row: LiveRow, kind: PayloadKind, content: Buffer | string) {
  const taskId = row.task_id;
  return { taskId, kind, sealed: cipher.seal(content, payloadAad(row.tenant, taskId, kind)) };
}

async function keepArtifacts(tx: Queryable, settled: readonly SettledReport[]): Promise<void> {
  const files = settled.flatMap(({ report }) => report.artifacts.map((file) => ({ ...file, report })));
  if (files.length === 0) return;
  await tx.execute(INSERT_ARTIFACTS, [
    files.map(({ artifactId }) => artifactId),
    files.map(({ report }) => report.taskId),
    files.map(({ report }) => report.leaseNo),
    files.map(({ kind }) => cleanText(kind)),
    files.map(({ name }) => cleanText(name)),
    files.map(({ size }) => size),
    files.map(({ sha256 }) => cleanText(sha256)),
    files.map(({ contentType }) => cleanText(contentType)),
  ]);
}

async function keepLogs(tx: Queryable, cipher: PayloadCipher, settled: readonly SettledReport[]): Promise<void> {
  const lines = settled.flatMap(({ report, row }) => report.logs.map((line) => ({ ...line, row })));
  if (lines.length === 0) return;
  await tx.execute(INSERT_LOGS, [
    lines.map(({ row }) => row.task_id),
    lines.map(({ row }) => row.lease_no),
    lines.map(({ lineNo }) => lineNo),
    lines.map(({ at }) => at.toISOString()),
    lines.map(({ level }) => cleanText(level)),
    lines.map(({ row, lineNo, text }) => cipher.seal(text, logLineAad(row.tenant, row.task_id, row.lease_no, lineNo))),
  ]);
}
