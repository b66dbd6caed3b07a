/**
 * One SQL statement. With a name it is prepared once per connection; without one it is parsed each time, which is right
 * for statements that are put together from filters.
 */
export interface Statement<Params extends readonly unknown[], Row> {
  readonly name: string | undefined;
  readonly text: string;
  /** Never set: carries the types of parameters and rows. */
  readonly types?: { readonly params: Params; readonly row: Row };
}

/** The longest name PostgreSQL keeps apart from another. */
const LONGEST_NAME = 63;

/** A named, prepared statement: `statement<[taskIds: string[]], TaskRow>('task.get', 'SELECT …')`. */
export function statement<Params extends readonly unknown[], Row = never>(
  name: string,
  text: string,
): Statement<Params, Row> {
  return { name: name.slice(0, LONGEST_NAME), text };
}

/** A statement whose text depends on the request; never put a value into the text. */
export function unnamedStatement<Row>(text: string): Statement<readonly unknown[], Row> {
  return { name: undefined, text };
}

/** Something statements can be run on: the pool, or a transaction. */
export interface Queryable {
  query<Params extends readonly unknown[], Row>(of: Statement<Params, Row>, params: Params): Promise<Row[]>;
  /** Runs a statement for its effect; answers how many rows it touched. */
  execute<Params extends readonly unknown[], Row>(of: Statement<Params, Row>, params: Params): Promise<number>;
}
