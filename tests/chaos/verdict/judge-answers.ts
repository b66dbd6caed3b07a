import type { FaultRecord } from '../faults/run-plan';
import type { Journal, JournalEntry } from '../load/journal';
import { type Finding, none } from './finding';

/** What the clients heard, against what they may hear. */
export function judgeAnswers(journal: Journal, records: readonly FaultRecord[]): Finding[] {
  const { entries, contradictions } = journal;
  const refused = entries.filter(({ outcome }) => outcome !== 'ok');
  const strange = refused.filter(isStrange).map(describe);
  const undue = refused.filter((entry) => !isStrange(entry) && !isDue(entry, records)).map(describe);
  return [
    none('an answer is 201, 503 or none at all', strange, entries.length),
    none('submissions are refused only while the gateway or its database is struck', undue, entries.length),
    none('an answer under a key never changes', contradictions, entries.length),
  ];
}

/** 401: the token is old. 409: the first request under this key is still under way. */
const ORDINARY: readonly (number | undefined)[] = [undefined, 503, 401, 409];

function isStrange({ status }: JournalEntry): boolean {
  return !ORDINARY.includes(status) && (status === undefined || status >= 300);
}

function isDue({ at, ms, status }: JournalEntry, records: readonly FaultRecord[]): boolean {
  if (status === 401 || status === 409) return true;
  return records.some(
    ({ mayRefuse, startedAt, healedAt, steadyAt }) =>
      mayRefuse && startedAt <= at + ms && at <= (steadyAt ?? healedAt + 90_000),
  );
}

function describe({ key, status, reason, at, ms }: JournalEntry): string {
  return `${key} at ${new Date(at).toISOString()} after ${ms} ms: ${status ?? 'no answer'} ${reason ?? ''}`;
}
