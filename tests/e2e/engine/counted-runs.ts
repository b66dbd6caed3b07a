import { NotAcceptedError, until } from '@cadre/testing';
import type { CountedInstallation } from './counted-installation';

/** What the workflow engine asked of the database. */
export interface RunCost {
  readonly statements: number;
  /** Rows that came back or were written. */
  readonly rows: number;
  /** Pages of tables and indexes that were looked at. */
  readonly pages: number;
}

const PATIENCE_MS = 240_000;

/** Runs a workflow to its end; answers what each of its tasks cost. */
export async function costPerTask(
  { installation }: CountedInstallation,
  definition: object,
  tasks: number,
): Promise<RunCost> {
  const { client, sql } = installation;
  await sql('SELECT pg_stat_statements_reset()');
  const { status, body } = await client.call('POST', '/workflows', { body: definition });
  if (status >= 300) throw new NotAcceptedError(status, body);
  await until(
    async () => {
      const [run] = await sql<{ status: string }>(
        'SELECT status FROM workflows WHERE workflow_id = $1',
        body.workflow_id,
      );
      return run?.status === 'completed';
    },
    { timeoutMs: PATIENCE_MS, intervalMs: 100 },
  );
  const [total] = await sql<RunCost>(
    `SELECT sum(calls)::float8 AS statements, sum(rows)::float8 AS rows,
            sum(shared_blks_hit + shared_blks_read)::float8 AS pages
       FROM pg_stat_statements
      WHERE query ~ 'workflow' AND userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user)`,
  );
  if (!total) throw new TypeError('an aggregate without a row');
  const { statements, rows, pages } = total;
  return { statements: statements / tasks, rows: rows / tasks, pages: pages / tasks };
}
