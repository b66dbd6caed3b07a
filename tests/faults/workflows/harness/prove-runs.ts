import type { Installation } from '@cadre/testing';
import { proveSound } from '../../harness/prove-sound';
import type { RunLoad } from './run-load';
import { type Shape, SHAPES } from './shapes';

/** Each run came to the end it should, by the steps it should, each of which ran once for each time it was started. */
export async function proveRuns(installation: Installation, load: RunLoad): Promise<void> {
  const { sql } = installation;
  expect(await sql('SELECT workflow_id, status FROM workflows WHERE completed_at IS NULL')).toEqual([]);
  expect(await sql('SELECT * FROM workflow_inbox')).toEqual([]);
  await proveStarts(installation);
  for (const { id, shape: name } of load.started) {
    const shape: Shape = SHAPES[name];
    const { status, output } = await load.read(id);
    const made = await sql<{ path: string }>(
      `SELECT workflow_path AS path FROM tasks WHERE workflow_id = $1 ORDER BY submit_no`,
      id,
    );
    const paths = made.map(({ path }) => path);
    const value = output.kind === 'opened' ? output.value : null;
    expect({ name, status, value, paths: [...paths].sort() }).toEqual({
      ...{ name, status: shape.status, value: shape.output, paths: [...shape.tasks].sort() },
    });
    const undone = paths.filter((path) => path.endsWith(':compensate'));
    expect(undone).toEqual(shape.tasks.filter((path) => path.endsWith(':compensate')));
  }
  installation.client.journal.push(
    ...(await sql<{ task_id: string }>('SELECT task_id FROM tasks')).map((row) => row.task_id),
  );
  await proveSound(installation);
}

/** I9: one task for each start of a step, and no task that no start made. */
async function proveStarts({ sql }: Installation): Promise<void> {
  const differing = await sql(
    `WITH starts AS (
       SELECT workflow_id, path, attempt, count(*) AS times FROM workflow_events AS event
        WHERE type = 'started'
          AND NOT EXISTS (SELECT 1 FROM workflow_steps AS step
                           WHERE step.workflow_id = event.workflow_id AND step.path = event.path
                             AND step.type NOT IN ('task', 'compensation'))
        GROUP BY workflow_id, path, attempt
     ), made AS (
       SELECT workflow_id, workflow_path AS path, workflow_attempt AS attempt, count(*) AS times FROM tasks
        WHERE workflow_id IS NOT NULL GROUP BY 1, 2, 3
     )
     SELECT workflow_id, path, attempt, starts.times AS started, made.times AS made
       FROM starts FULL JOIN made USING (workflow_id, path, attempt)
      WHERE starts.times IS DISTINCT FROM 1 OR made.times IS DISTINCT FROM 1`,
  );
  expect(differing).toEqual([]);
}
