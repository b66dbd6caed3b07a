import { canMove, UnexpectedValueError } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { type DeadLetter, writeDeadLetters } from '../dead-letters';
import type { EventRow } from '../sql/event-row';
import { addUsage, attemptEnd, errorShown, eventData } from './describe-end';
import type { EndedAttempt } from './ended-attempt';
import { END_ATTEMPTS } from './sql/end-attempts.sql';

/** Ends attempts as decided: tasks, events, history and dead letters, in the caller's transaction and in one trip. */
export async function endAttempts(tx: Queryable, ended: readonly EndedAttempt[]): Promise<readonly EventRow[]> {
  if (ended.length === 0) return [];
  ended.forEach(assertLegal);
  const column = <T>(of: (attempt: EndedAttempt) => T): T[] => ended.map(of);
  const ending = tx.query(END_ATTEMPTS, [
    column(({ row }) => row.task_id),
    column(({ row }) => row.lease_token),
    column(({ row }) => row.status),
    column(({ decision }) => decision.to),
    column(({ decision }) => decision.event),
    column(({ actor }) => actor),
    column(({ decision }) => decision.counted),
    column(({ decision }) => (decision.to === 'retry' ? decision.delayMs : null)),
    column((attempt) => errorShown(attempt)?.code ?? null),
    column((attempt) => errorShown(attempt)?.class ?? null),
    column((attempt) => errorShown(attempt)?.message ?? null),
    column((attempt) => JSON.stringify(eventData(attempt))),
    column(({ outcome, decision }) => attemptEnd(outcome, decision)),
    column(({ digest }) => digest),
    column(({ row, durationMs }) => toInt(durationMs ?? row.ran_ms)),
    column(({ row }) => toInt(row.waited_ms)),
    column(({ usage }) => jsonOrNull(usage)),
    column(({ row, usage }) => jsonOrNull(addUsage(row.usage, usage))),
    column(({ agentVersion }) => agentVersion ?? null),
  ]);
  const [events] = await Promise.all([ending, writeDeadLetters(tx, ended.flatMap(deadLetterOf))]);
  return events;
}

/** The table of the domain is the law, whatever decided: the database would refuse the whole batch. */
function assertLegal({ row, decision }: EndedAttempt): void {
  if (!canMove(decision.event, row.status, decision.to)) throw new UnexpectedValueError({ from: row.status, decision });
}

function deadLetterOf(attempt: EndedAttempt): DeadLetter[] {
  const { row, decision } = attempt;
  if (decision.to !== 'failed' && decision.to !== 'timeout') return [];
  return [
    {
      taskId: row.task_id,
      agentId: row.agent_id,
      errorCode: decision.errorCode,
      errorMessage: attempt.error?.message ?? '',
      retryCount: row.failures_counted,
    },
  ];
}

const LARGEST_INT = 2 ** 31 - 1;

function toInt(value: number | null): number | null {
  return value === null ? null : Math.max(0, Math.min(LARGEST_INT, Math.round(value)));
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
