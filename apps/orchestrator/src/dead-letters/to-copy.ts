import type { DeadLetterCopy } from '@cadre/bus';
import { createEnvelope, MessageType } from '@cadre/contracts';
import { cleanText } from '@cadre/domain';
import type { UnmirroredRow } from '@cadre/persistence';

/** Whoever wants to read more opens the task. */
const LONGEST_MESSAGE = 500;
/** Line breaks and other control characters, which would tear a row of the management UI. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * The copy of a dead letter for people at the broker: the message that dispatched the task, with the dead letter's id, and
 * what went wrong in the headers. No payload.
 */
export function toCopy(letter: UnmirroredRow, made: { readonly id: string; readonly time: Date }): DeadLetterCopy {
  const { task_id, dispatch_no, agent_id, dlq_id, tenant, priority } = letter;
  const data = { task_id, dispatch_no, agent_id, dlq_id };
  const meta = { ...made, tenant, dispatchNo: dispatch_no, attempt: letter.attempts };
  return { envelope: createEnvelope(MessageType.TaskDispatched, 1, data, meta), priority, headers: headersOf(letter) };
}

function headersOf(letter: UnmirroredRow): DeadLetterCopy['headers'] {
  return {
    task_id: letter.task_id,
    dlq_id: letter.dlq_id,
    agent_id: letter.agent_id,
    team: letter.team,
    tenant: letter.tenant,
    error_class: letter.error_class,
    error_code: letter.error_code,
    error_message: shortened(letter.error_message),
    attempts: letter.attempts,
    retry_count: letter.retry_count,
    submitted_at: letter.submitted_at.toISOString(),
    dead_lettered_at: letter.failed_at.toISOString(),
  };
}

function shortened(message: string): string {
  const line = message.replace(UNPRINTABLE, ' ').trim();
  return line.length <= LONGEST_MESSAGE ? line : `${cleanText(line.slice(0, LONGEST_MESSAGE - 1))}…`;
}
