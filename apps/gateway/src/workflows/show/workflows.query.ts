import { RunStatus } from '@cadre/domain';
import { TextField, TimeField, UuidField } from '../../http/fields';
import { PageQuery } from '../../http/page';
import { EnumListQuery, EnumQuery } from '../../http/query-fields';

/** GET /workflows; all given filters must hold. */
export class WorkflowsQuery extends PageQuery {
  @EnumListQuery(Object.values(RunStatus), { description: 'May be given several times' })
  status?: RunStatus[];

  @TextField({ max: 100, optional: true, description: "The definition's name" })
  name?: string;

  @TextField({ max: 100, optional: true, description: 'Only runs of this template' })
  template?: string;

  @UuidField({ optional: true })
  submitted_by?: string;

  @UuidField({ optional: true, description: 'Only runs that are steps of this one' })
  parent_workflow_id?: string;

  @TimeField({ optional: true, description: 'Submitted at this instant or later' })
  since?: string;

  @TimeField({ optional: true, description: 'Submitted before this instant' })
  until?: string;
}

/** GET /workflows/{id}?include=… */
export class WorkflowQuery {
  @EnumListQuery(['definition'], { description: 'What is left out otherwise' })
  include?: string[];
}

/** GET /workflows/{id}/steps */
export class StepsQuery extends PageQuery {
  @TextField({ max: 500, optional: true, description: 'Only what stands in this step, e.g. the elements of a map' })
  under?: string;
}

/** GET /workflows/{id}/graph?format=… */
export class GraphQuery {
  @EnumQuery(['json', 'text'], { default: 'json', description: 'text: drawn with characters' })
  format?: string;
}
