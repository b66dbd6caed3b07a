import { IntegerField, NumberField, TextField } from '../http/fields';
import { IntegerQuery } from '../http/query-fields';

const MAX_CONCURRENT = 100_000;
const RATE = /^\s*[1-9]\d{0,8}\s*\/\s*(second|minute|hour|day)\s*$/;

/** GET /agents */
export class AgentListQuery {
  @TextField({ max: 50, optional: true, description: 'A team by its slug or name: testing, TEST_AGENT' })
  team?: string;
}

/** PATCH /agents/{id}; what is left out stays, null means unlimited. */
export class ChangeAgentBody {
  @IntegerField({ min: 1, max: MAX_CONCURRENT, optional: true, nullable: true })
  max_concurrent_tasks?: number | null;

  @TextField({
    max: 30,
    optional: true,
    nullable: true,
    pattern: RATE,
    patternMessage: 'must be a rate like 10/minute',
    example: '10/minute',
  })
  rate_limit?: string | null;

  @NumberField({ min: 1, max: MAX_CONCURRENT, optional: true, description: 'Starts that may come at once' })
  rate_burst?: number;
}

const MAX_HOURS = 24 * 30;

/** GET /agents/{id}/stats */
export class AgentStatsQuery {
  @IntegerQuery({ min: 1, max: MAX_HOURS, default: 24, description: 'How many hours back' })
  hours?: number;
}
