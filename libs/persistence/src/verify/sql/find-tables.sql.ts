import { statement } from '../../database/statement';

/**
 * Which of these tables there are.
 *
 * $1 text[]  tables
 */
export const FIND_TABLES = statement<[names: readonly string[]], { name: string }>(
  'verify_find_tables',
  `SELECT name FROM unnest($1::text[]) AS wanted(name) WHERE to_regclass(quote_ident(name)) IS NOT NULL`,
);
