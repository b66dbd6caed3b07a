import { ObjectField, TextField } from '../../http/fields';

/** POST /workflows/{id}/steps/{path}/approve and reject */
export class DecisionBody {
  @TextField({ max: 2_000, optional: true, description: 'Kept with the decision' })
  comment?: string;

  @ObjectField({ optional: true, description: 'What the form of the step asks for' })
  values?: Record<string, unknown>;
}
