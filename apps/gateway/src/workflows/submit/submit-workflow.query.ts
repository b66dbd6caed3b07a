import { BooleanQuery } from '../../http/query-fields';

/** POST /workflows?validate_only=… or dry_run=… */
export class SubmitWorkflowQuery {
  @BooleanQuery({ default: false, description: 'Judges everything and starts nothing' })
  validate_only?: boolean;

  @BooleanQuery({ default: false, description: 'Starts nothing, and tells what would happen with the mock_outputs' })
  dry_run?: boolean;
}
