import { BooleanQuery } from '../../http/query-fields';

/** POST /workflows?validate_only=… */
export class SubmitWorkflowQuery {
  @BooleanQuery({ default: false, description: 'Judges everything and starts nothing' })
  validate_only?: boolean;
}
