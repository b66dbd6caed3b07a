import { PageQuery } from '../http/page';
import { IntegerQuery } from '../http/query-fields';

/** GET /workflow-templates */
export class TemplatesQuery extends PageQuery {}

/** GET /workflow-templates/{name}?version=… */
export class TemplateQuery {
  @IntegerQuery({ min: 1, max: 1_000_000, description: 'Default: the active one' })
  version?: number;
}
