import type { PayloadCipher } from '@cadre/crypto';
import type { ArtifactRow } from '../../artifact/artifact-row';
import { logLineAad, payloadAad } from '../payload-aad';
import { openJson, openText } from './open-sealed';
import type { SealedLogRow } from './sql/attempts.sql';
import type { ArtifactJson, TaskDetailsRow } from './sql/get-tasks.sql';
import type { LogLine, TaskDetails } from './task-details';

/** Opens what is sealed and puts a task's details together. */
export function openDetails(row: TaskDetailsRow, cipher: PayloadCipher): TaskDetails {
  const { sealed_result, sealed_error, retried_by, artifacts, ...task } = row;
  const { tenant, task_id } = row;
  return {
    ...task,
    attempt_count: row.lease_no,
    result: openJson(cipher, sealed_result, payloadAad(tenant, task_id, 'result')),
    result_expired: row.status === 'completed' && sealed_result === null,
    stack_trace: openText(cipher, sealed_error, payloadAad(tenant, task_id, 'error')),
    artifacts: (artifacts ?? []).map(toArtifact),
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
    message: openText(cipher, sealed, logLineAad(tenant, taskId, attempt, line_no)),
  };
}

function toArtifact({ created_at, ...row }: ArtifactJson): ArtifactRow {
  return { ...row, created_at: new Date(created_at) };
}
