import { columnsOf, type Sql } from './clone-task';

/** Multiplies a schedule that the API accepted. The copies share its sealed payload: they can wait, but not fire. */
export async function cloneSchedule(sql: Sql, scheduleId: string, copies: number): Promise<void> {
  const names = await columnsOf(sql, 'scheduled_tasks');
  const values = names.map((name) => (name === 'schedule_id' ? 'uuidv7()' : `original.${name}`));
  await sql(
    `INSERT INTO scheduled_tasks (${names.join(', ')})
     SELECT ${values.join(', ')} FROM generate_series(1, $2::int), scheduled_tasks AS original
      WHERE original.schedule_id = $1::uuid`,
    ...[scheduleId, copies],
  );
  await sql('VACUUM (ANALYZE) scheduled_tasks');
}
