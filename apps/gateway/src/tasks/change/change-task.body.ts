import { type Priority, PRIORITY_NAMES } from '@cadre/domain';
import { EnumField, TextListField, TimeField } from '../../http/fields';
import { MAX_TAG_LENGTH, MAX_TAGS } from '../submit/submit-task.body';

/** PATCH /tasks/{id}: a merge patch (RFC 7396); null clears, a list is replaced as a whole. */
export class ChangeTaskBody {
  @EnumField(PRIORITY_NAMES, { optional: true })
  priority?: Priority;

  @TimeField({ optional: true, nullable: true, description: 'null: as soon as possible' })
  execute_at?: string | null;

  @TimeField({ optional: true, nullable: true, description: 'null: never' })
  expires_at?: string | null;

  @TextListField({ max: MAX_TAGS, maxLength: MAX_TAG_LENGTH, optional: true, nullable: true })
  tags?: string[] | null;
}
