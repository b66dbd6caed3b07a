import { TextField, TimeField, UuidField } from '../http/fields';
import { PageQuery } from '../http/page';

/** The filters of GET /audit; all given ones must hold. */
export class AuditQuery extends PageQuery {
  @UuidField({ optional: true })
  user_id?: string;

  @TextField({ max: 100, optional: true, description: 'For example login_failed' })
  event_type?: string;

  @TextField({ max: 50, optional: true, description: 'For example user, agent, worker' })
  object_type?: string;

  @TextField({ max: 200, optional: true })
  object_id?: string;

  @UuidField({ optional: true })
  task_id?: string;

  @TextField({ max: 100, optional: true })
  tenant?: string;

  @TimeField({ optional: true, description: 'This instant or later' })
  since?: string;

  @TimeField({ optional: true, description: 'Before this instant' })
  until?: string;
}
