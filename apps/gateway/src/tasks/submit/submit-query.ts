import { BooleanQuery, IntegerQuery } from '../../http/query-fields';

/** POST /tasks?wait=… */
export class WaitQuery {
  @IntegerQuery({ min: 1, max: 30, description: 'Seconds to wait for the end; the answer is then the whole task' })
  wait?: number;
}

/** POST /tasks/bulk?atomic=… */
export class BulkQuery {
  @BooleanQuery({ default: false, description: 'All or nothing' })
  atomic?: boolean;
}
