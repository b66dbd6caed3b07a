import { TextField } from '../../http/fields';
import { IntegerQuery } from '../../http/query-fields';

/** GET /tasks/{id}/logs */
export class LogsQuery {
  @IntegerQuery({ min: 1, max: 1_000, description: 'Only this attempt' })
  attempt?: number;

  @TextField({
    max: 30,
    optional: true,
    pattern: /^\d{1,9}:\d{1,9}$/,
    patternMessage: 'must be what next_after said',
    description: 'Only lines after this place',
  })
  after?: string;

  @IntegerQuery({ min: 1, max: Number.MAX_SAFE_INTEGER, default: 1_000, description: 'Over 1,000 is taken as 1,000' })
  limit?: number;
}
