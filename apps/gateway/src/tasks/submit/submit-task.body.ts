import { type Priority, PRIORITY_NAMES } from '@cadre/domain';
import {
  EnumField,
  IntegerField,
  NestedField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
  UuidField,
} from '../../http/fields';
import { RetryBody } from './retry.body';

export const MAX_TAGS = 50;
export const MAX_TAG_LENGTH = 100;
const YEAR_SECONDS = 366 * 86_400;

/** POST /tasks */
export class SubmitTaskBody {
  @TextField({ max: 100, example: 'echo' })
  agent_id!: string;

  @ObjectField({ optional: true, description: "By the agent's schema; its defaults are filled in", default: {} })
  parameters?: Record<string, unknown>;

  @EnumField(PRIORITY_NAMES, { optional: true, default: 'normal' })
  priority?: Priority;

  @TextListField({ max: MAX_TAGS, maxLength: MAX_TAG_LENGTH, optional: true })
  tags?: string[];

  @TimeField({ optional: true, description: 'Not before this time' })
  execute_at?: string;

  @TimeField({ optional: true, description: 'Cancelled if it has not started by then' })
  expires_at?: string;

  @IntegerField({ min: 1, max: YEAR_SECONDS, optional: true, description: 'The same, counted from now' })
  ttl_seconds?: number;

  @IntegerField({ min: 1, max: YEAR_SECONDS, optional: true, description: 'At most what the agent allows' })
  timeout_seconds?: number;

  @NestedField(() => RetryBody, { optional: true })
  retry?: RetryBody;

  @TextField({ max: 200, optional: true, description: 'One live task per agent and key' })
  dedupe_key?: string;

  @ObjectField({ optional: true, description: 'Kept and shown as it is' })
  metadata?: Record<string, unknown>;

  @UuidField({ optional: true })
  parent_task_id?: string;
}
