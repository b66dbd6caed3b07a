/** Sends one statement. */
export type Sql = <Row = Record<string, unknown>>(text: string, ...params: unknown[]) => Promise<Row[]>;

/** Everything a task leaves behind; where a column must differ from row to row, how. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tasks: { task_id: 'copy.task_id', submit_no: 'copy.submit_no' },
  task_payloads: { task_id: 'copy.task_id' },
  task_events: { task_id: 'copy.task_id' },
  task_history: { task_id: 'copy.task_id' },
  dlq_tasks: { task_id: 'copy.task_id', dlq_id: 'uuidv7()' },
};
const CHUNK = 100_000;

/**
 * Multiplies a task that the API accepted, as it stands, with all its rows. The copies share its sealed payload, which is
 * bound to its own id: they can stand there, but not run.
 */
export async function cloneTask(sql: Sql, taskId: string, copies: number): Promise<void> {
  const text = await cloneStatement(sql);
  for (let made = 0; made < copies; made += CHUNK) await sql(text, taskId, Math.min(CHUNK, copies - made));
  // What autovacuum would do in peace; beside the measurement it would be part of it.
  for (const table of Object.keys(TABLES)) await sql(`VACUUM (ANALYZE) ${table}`);
  await sql('CHECKPOINT');
}

async function cloneStatement(sql: Sql): Promise<string> {
  const inserts = await Promise.all(Object.keys(TABLES).map((table) => insertInto(sql, table)));
  return `
WITH copy AS MATERIALIZED (
  SELECT uuidv7() AS task_id, nextval('task_submit_no') AS submit_no FROM generate_series(1, $2::int)
), ${inserts.join(', ')}
SELECT count(*) FROM copy`;
}

async function insertInto(sql: Sql, table: string): Promise<string> {
  const names = await columnsOf(sql, table);
  const values = names.map((name) => TABLES[table]?.[name] ?? `original.${name}`);
  return `copies_of_${table} AS (
  INSERT INTO ${table} (${names.join(', ')})
  SELECT ${values.join(', ')} FROM copy CROSS JOIN ${table} AS original WHERE original.task_id = $1::uuid)`;
}

export async function columnsOf(sql: Sql, table: string): Promise<string[]> {
  const rows = await sql<{ attname: string }>(
    `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    table,
  );
  return rows.map(({ attname }) => attname);
}
