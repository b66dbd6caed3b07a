import type { PayloadCipher } from '@cadre/crypto';
import type { ArtifactRow } from '../../artifact/artifact-row';
import { logLineAad, payloadAad } from '../payload-aad';
import type { SealedLogRow } from './sql/attempts.sql';
import type { TaskDetailsRow } from './sql/get-tasks.sql';
import type { LogLine, TaskDetails } from './task-details';

/** Opens what is sealed and puts a task's details together. Throws UnreadablePayloadError and KeyMissingError. */
export function openDetails(
  row: TaskDetailsRow,
  artifacts: readonly ArtifactRow[],
  cipher: PayloadCipher,
): TaskDetails {
  const { sealed_result, sealed_error, retried_by, ...task } = row;
  return {
    ...task,
    attempt_count: row.lease_no,
    result: sealed_result === null ? undefined : openJson(cipher, sealed_result, row),
    result_expired: row.status === 'completed' && sealed_result === null,
    stack_trace:
      sealed_error === null ? null : cipher.open(sealed_error, payloadAad(row.tenant, row.task_id, 'error')).toString(),
    artifacts,
    retried_by: retried_by ?? [],
  };
}

/** Opens one log line. */
export function openLogLine(taskId: string, row: SealedLogRow, cipher: PayloadCipher): LogLine {
  const { tenant, lease_no: attempt, line_no, at, level, sealed } = row;
  return {
    attempt,
    line_no,
    at,
    level,
    message: cipher.open(sealed, logLineAad(tenant, taskId, attempt, line_no)).toString(),
  };
}

function openJson(cipher: PayloadCipher, sealed: string, row: TaskDetailsRow): unknown {
  return JSON.parse(cipher.open(sealed, payloadAad(row.tenant, row.task_id, 'result')).toString());
}
