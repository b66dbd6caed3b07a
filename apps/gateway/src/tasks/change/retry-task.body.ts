import { BooleanField } from '../../http/fields';

/** POST /tasks/{id}/retry; the body may be left out. */
export class RetryTaskBody {
  @BooleanField({ optional: true, default: false, description: 'Also a completed task' })
  force?: boolean;
}
