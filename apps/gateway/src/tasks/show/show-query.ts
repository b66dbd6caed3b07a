import { EnumListQuery } from '../../http/query-fields';

/** GET /tasks/{id}?include=… */
export class ShowTaskQuery {
  @EnumListQuery(['parameters'], { description: 'What is left out otherwise' })
  include?: string[];
}
