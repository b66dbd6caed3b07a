import { IntegerQuery } from './query-fields';

const MAX_SEQ = 2_147_483_647;

/** GET …/events */
export class EventsQuery {
  @IntegerQuery({ min: 0, max: MAX_SEQ, default: 0, description: 'Only events after this seq' })
  after?: number;

  @IntegerQuery({ min: 1, max: Number.MAX_SAFE_INTEGER, default: 1_000, description: 'Over 1,000 is taken as 1,000' })
  limit?: number;
}

const MAX_LIMIT = 1_000;

/** As many records as one answer holds. */
export function recordLimit(limit: number | undefined): number {
  return Math.min(limit ?? MAX_LIMIT, MAX_LIMIT);
}
