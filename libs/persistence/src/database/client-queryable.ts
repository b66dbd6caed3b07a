import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { Queryable, Statement } from './statement';

/** Runs statements on a connection (or any connection of a pool); errors are the driver's. */
export function clientQueryable(client: Pool | PoolClient): Queryable {
  const run = (of: Statement<readonly unknown[], unknown>, params: readonly unknown[]): Promise<QueryResult> =>
    client.query<QueryResultRow>({ ...(of.name && { name: of.name }), text: of.text, values: [...params] });
  return {
    async query<Params extends readonly unknown[], Row>(of: Statement<Params, Row>, params: Params): Promise<Row[]> {
      const { rows } = await run(of, params);
      return rows as Row[];
    },
    async execute<Params extends readonly unknown[], Row>(of: Statement<Params, Row>, params: Params): Promise<number> {
      const { rowCount } = await run(of, params);
      return rowCount ?? 0;
    },
  };
}
