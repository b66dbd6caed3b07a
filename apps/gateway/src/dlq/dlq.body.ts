import { ErrorClass, type Priority, PRIORITY_NAMES } from '@cadre/domain';
import { BooleanField, EnumField, IntegerField, NestedField, ObjectField, TextField, TimeField } from '../http/fields';

const MAX_DELAY_SECONDS = 30 * 86_400;
export const MAX_RESUBMIT = 100;

/** POST /dlq/tasks/{id}/resubmit; the body may be left out. */
export class ResubmitBody {
  @EnumField(PRIORITY_NAMES, { optional: true, description: "Default: the old task's" })
  priority?: Priority;

  @ObjectField({ optional: true, description: 'Replaces whole members of the old parameters' })
  override_parameters?: Record<string, unknown>;

  @IntegerField({ min: 0, max: MAX_DELAY_SECONDS, optional: true })
  delay_seconds?: number;
}

/** Which open dead letters; all given fields must hold. */
export class ResubmitFilter {
  @TextField({ max: 100, optional: true })
  agent_id?: string;

  @TextField({ max: 100, optional: true, description: 'Slug or name: testing, TEST_AGENT' })
  team?: string;

  @EnumField(Object.values(ErrorClass), { optional: true })
  error_class?: string;

  @TextField({ max: 100, optional: true })
  error_code?: string;

  @TextField({ max: 100, optional: true, description: 'Of a group' })
  fingerprint?: string;

  @TimeField({ optional: true })
  since?: string;

  @TimeField({ optional: true })
  until?: string;
}

/** POST /dlq/resubmit */
export class ResubmitManyBody {
  @NestedField(() => ResubmitFilter, { description: 'At least one field' })
  filter!: ResubmitFilter;

  @EnumField(PRIORITY_NAMES, { optional: true, description: "Default: each old task's" })
  priority?: Priority;

  @IntegerField({ min: 0, max: MAX_DELAY_SECONDS, optional: true })
  delay_seconds?: number;

  @IntegerField({ min: 1, max: MAX_RESUBMIT, optional: true, default: MAX_RESUBMIT, description: 'Newest first' })
  limit?: number;

  @IntegerField({ min: 1, max: 6_000, optional: true, default: 600, description: 'How fast they come back' })
  rate_per_minute?: number;

  @BooleanField({ optional: true, default: false, description: 'Only tell what would happen' })
  dry_run?: boolean;
}
