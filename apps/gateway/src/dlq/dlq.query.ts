import { ErrorClass } from '@cadre/domain';
import { TextField, TimeField } from '../http/fields';
import { PageQuery } from '../http/page';
import { BooleanQuery, EnumQuery, IntegerQuery } from '../http/query-fields';

/** GET /dlq/tasks; all given filters must hold. */
export class DeadLettersQuery extends PageQuery {
  @TextField({ max: 100, optional: true })
  agent_id?: string;

  @TextField({ max: 100, optional: true, description: 'Slug or name: testing, TEST_AGENT' })
  team?: string;

  @EnumQuery(Object.values(ErrorClass))
  error_class?: string;

  @TextField({ max: 100, optional: true })
  error_code?: string;

  @TextField({ max: 100, optional: true, description: 'Of a group' })
  fingerprint?: string;

  @BooleanQuery({ description: 'true: only those resubmitted; false: only those still open' })
  resubmitted?: boolean;

  @EnumQuery(['open', 'resubmitted', 'discarded'])
  state?: 'open' | 'resubmitted' | 'discarded';

  @TimeField({ optional: true, description: 'Failed at this instant or later' })
  since?: string;

  @TimeField({ optional: true, description: 'Failed before this instant' })
  until?: string;
}

/** GET /dlq/groups */
export class GroupsQuery {
  @TimeField({ optional: true, description: 'Failed at this instant or later' })
  since?: string;

  @EnumQuery(['open', 'resubmitted', 'discarded'], { default: 'open' })
  state?: 'open' | 'resubmitted' | 'discarded';

  @IntegerQuery({ min: 1, max: Number.MAX_SAFE_INTEGER, default: 50, description: 'Over 100 is taken as 100' })
  limit?: number;
}
