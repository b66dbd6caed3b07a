import { unnamedStatement, type Queryable } from '../database/statement';
import { MIGRATIONS_TABLE } from '../migrations/all-migrations';

/** Ours: tables of the schema in use, without monthly partitions (they come and go) and TypeORM's own table. */
const TABLES = `
  SELECT c.oid, c.relname
    FROM pg_class c
   WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
     AND c.relname !~ '_\\d{6}$' AND c.relname <> '${MIGRATIONS_TABLE}'`;

const HEADS = `
  SELECT t.relname AS name, pg_get_partkeydef(t.oid) AS partition_key, c.reloptions AS options,
         (SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = t.oid) AS parent
    FROM (${TABLES}) t JOIN pg_class c ON c.oid = t.oid
   ORDER BY t.relname`;

const COLUMNS = `
  SELECT t.relname AS "table", a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
         || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
    FROM (${TABLES}) t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
   ORDER BY t.relname, a.attnum`;

/** Version 18 lists NOT NULL as constraints, older ones do not; the columns say it anyway. */
const CONSTRAINTS = `
  SELECT t.relname AS "table", 'CONSTRAINT ' || c.conname || ' ' || pg_get_constraintdef(c.oid) AS line
    FROM (${TABLES}) t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype <> 'n'
   ORDER BY t.relname, c.contype, c.conname`;

const INDEXES = `
  SELECT pg_get_indexdef(i.indexrelid) AS line
    FROM (${TABLES}) t
    JOIN pg_index i ON i.indrelid = t.oid
    JOIN pg_class c ON c.oid = i.indexrelid
   WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
     AND NOT c.relispartition
   ORDER BY t.relname, c.relname`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(g.oid) AS line
    FROM (${TABLES}) t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgparentid = 0
   ORDER BY t.relname, g.tgname`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS line
    FROM pg_proc p
   WHERE p.pronamespace = current_schema()::regnamespace
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
   ORDER BY p.proname`;

const SEQUENCES = `
  SELECT 'CREATE SEQUENCE ' || c.relname AS line
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S'
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'a')
   ORDER BY c.relname`;

interface Head {
  readonly name: string;
  readonly partition_key: string | null;
  readonly options: readonly string[] | null;
  readonly parent: string | null;
}

interface TableLine {
  readonly table: string;
  readonly line: string;
}

/** The schema as the catalog knows it, as SQL for people to read and to compare. */
export async function describeSchema(db: Queryable): Promise<string> {
  const heads = await db.query(unnamedStatement<Head>(HEADS), []);
  const parts = [...(await linesOf(db, COLUMNS)), ...(await linesOf(db, CONSTRAINTS))];
  const tables = heads.map((head) =>
    describeTable(
      head,
      parts.filter((part) => part.table === head.name).map((part) => part.line),
    ),
  );
  const rest: string[] = [];
  for (const sql of [INDEXES, FUNCTIONS, TRIGGERS]) {
    rest.push((await linesOf(db, sql)).map(({ line }) => `${line.trimEnd()};`).join('\n'));
  }
  const sequences = (await linesOf(db, SEQUENCES)).map(({ line }) => `${line};`).join('\n');
  return `${[sequences, ...tables, ...rest].join('\n\n')}\n`;
}

function linesOf(db: Queryable, sql: string): Promise<TableLine[]> {
  return db.query(unnamedStatement<TableLine>(sql), []);
}

function describeTable({ name, partition_key, options, parent }: Head, lines: readonly string[]): string {
  if (parent !== null) return `CREATE TABLE ${name} PARTITION OF ${parent} DEFAULT;`;
  const body = lines.map((line) => `  ${line}`).join(',\n');
  const partition = partition_key === null ? '' : ` PARTITION BY ${partition_key}`;
  const storage = options === null ? '' : ` WITH (${options.join(', ')})`;
  return `CREATE TABLE ${name} (\n${body}\n)${partition}${storage};`;
}
