import type { VerifiedAttempt } from './sql/read-attempts.sql';
import type { VerifiedEvent } from './sql/read-events.sql';
import type { VerifiedRow } from './sql/read-task-page.sql';

/** Everything the checks need to know of one task, read in one snapshot. */
export interface TaskRecord {
  readonly row: VerifiedRow;
  readonly events: readonly VerifiedEvent[];
  readonly attempts: readonly VerifiedAttempt[];
}
