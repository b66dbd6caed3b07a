import type { Installation } from '@cadre/testing';

/**
 * A database whose clock a test can set: `now()` and `clock_timestamp()` are found in a schema before the server's own.
 * Sessions opened from then on go by it, so it comes before the services. What the tables fill in by default still goes by
 * the server's own clock.
 */
export class SkewedClock {
  private constructor(private readonly sql: Installation['sql']) {}

  static async install({ sql, database }: Installation): Promise<SkewedClock> {
    for (const statement of STATEMENTS) await sql(statement);
    await sql(`ALTER DATABASE ${database.name} SET search_path = skewed, pg_catalog, public`);
    return new SkewedClock(sql);
  }

  /** From now on the clock differs by so much: `1 hour`, `-5 minutes`. */
  async set(difference: string): Promise<void> {
    await this.sql('UPDATE skewed.skew SET ahead = $1::interval', difference);
  }
}

const STATEMENTS = [
  'CREATE SCHEMA skewed',
  'CREATE TABLE skewed.skew (ahead interval NOT NULL)',
  `INSERT INTO skewed.skew VALUES ('0')`,
  `CREATE FUNCTION skewed.now() RETURNS timestamptz STABLE LANGUAGE sql
   AS 'SELECT pg_catalog.now() + ahead FROM skewed.skew'`,
  `CREATE FUNCTION skewed.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
   AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM skewed.skew'`,
  'GRANT USAGE ON SCHEMA skewed TO PUBLIC',
  'GRANT SELECT ON skewed.skew TO PUBLIC',
];
