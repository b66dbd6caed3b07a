import { Database, unnamedStatement } from '@cadre/persistence';
import { Installation, PrivateServer, until } from '@cadre/testing';
import { cloneTask } from '../../../bench/stack/clone-task';

/** What the work on some tasks took. */
export interface Cost {
  readonly statementsPerTask: number;
  /** Work messages; the broadcast is not counted. */
  readonly messagesPerTask: number;
  /** Pages of tables and indexes that were looked at. */
  readonly pagesPerTask: number;
  /** The bus's own statements left aside: it sends most of them without a transaction. */
  readonly statementsPerCommit: number;
  /** Of the statements that look for what is due, change nothing, and are asked in every round. */
  readonly pagesPerLook: number;
}

type Counters = Readonly<Record<'statements' | 'ofBus' | 'commits' | 'pages' | 'looks' | 'pagesOfLooks', number>>;

/** Statistics are taken as time goes by, not as tasks go by. */
const SURVEY = '%AS due_soon%';
const BULK = 100;
/** Nothing here is missed after a crash. */
const SETTINGS = [
  ...["shared_preload_libraries = 'pg_stat_statements'", "pg_stat_statements.track = 'all'"],
  ...['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'],
];

/** An installation on PostgreSQL whose server counts what it is asked. */
export class CountedInstallation {
  private constructor(readonly installation: Installation) {}

  static async start(): Promise<CountedInstallation> {
    const database = await PrivateServer.start();
    await administer(
      database.url,
      SETTINGS.map((setting) => `ALTER SYSTEM SET ${setting}`),
    );
    await database.stop();
    await database.startAgain();
    await administer(database.url, ['CREATE EXTENSION pg_stat_statements']);
    const installation = await Installation.create({ database });
    await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: '100' }),
    ]);
    return new CountedInstallation(installation);
  }

  close(): Promise<void> {
    return this.installation.close();
  }

  /** Works off so many tasks while others wait behind them for the same agent, and takes those away again. */
  async drain(tasks: number, waiting = 0): Promise<Cost> {
    const { client, sql } = this.installation;
    await client.call('POST', '/agents/echo/pause');
    // As many again, so that none of the others is started before the agent is paused again: they cannot run.
    for (let made = 0; made < 2 * tasks; made += BULK) {
      await client.acceptedMany(Array.from({ length: BULK }, () => ({})));
    }
    if (waiting > 0) await cloneTask(sql, await client.accepted(), waiting);
    const messagesBefore = await this.messages();
    await sql('SELECT pg_stat_statements_reset()');
    await client.call('POST', '/agents/echo/resume');
    await until(async () => (await this.completed()) >= tasks, { timeoutMs: 60_000 });
    await client.call('POST', '/agents/echo/pause');
    await until(async () => (await this.inFlight()) === 0, { timeoutMs: 60_000 });
    const cost = await this.cost(messagesBefore);
    await sql('TRUNCATE tasks, task_payloads, task_events, task_history, dlq_tasks');
    await client.call('POST', '/agents/echo/resume');
    return cost;
  }

  private async cost(messagesBefore: number): Promise<Cost> {
    const done = await this.completed();
    const { statements, ofBus, commits, pages, looks, pagesOfLooks } = await this.counters();
    return {
      statementsPerTask: statements / done,
      messagesPerTask: ((await this.messages()) - messagesBefore) / done,
      pagesPerTask: pages / done,
      statementsPerCommit: (statements - ofBus) / commits,
      pagesPerLook: pagesOfLooks / looks,
    };
  }

  private async counters(): Promise<Counters> {
    const [row] = await this.installation.sql<Counters>(
      `WITH sent AS (
         SELECT *, shared_blks_hit + shared_blks_read AS pages,
                query ~ 'FROM tasks' AND query !~ 'INSERT|UPDATE|DELETE' AS look
           FROM pg_stat_statements
          WHERE userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user) AND query NOT LIKE $1)
       SELECT (sum(calls) FILTER (WHERE query NOT IN ('BEGIN', 'COMMIT')))::float8 AS statements,
              (sum(calls) FILTER (WHERE query LIKE '%bus.%'))::float8 AS "ofBus",
              (sum(calls) FILTER (WHERE query = 'COMMIT'))::float8 AS commits,
              sum(pages)::float8 AS pages,
              (sum(calls) FILTER (WHERE look))::float8 AS looks,
              (sum(pages) FILTER (WHERE look))::float8 AS "pagesOfLooks"
         FROM sent`,
      SURVEY,
    );
    if (row === undefined) throw new TypeError('an aggregate without a row');
    return row;
  }

  private async completed(): Promise<number> {
    const [row] = await this.installation.sql<{ count: number }>(`SELECT count(*) FROM task_history`);
    return row?.count ?? 0;
  }

  private async inFlight(): Promise<number> {
    const [row] = await this.installation.sql<{ count: number }>(
      `SELECT count(*) FROM tasks WHERE status IN ('queued', 'claimed', 'running')`,
    );
    return row?.count ?? 0;
  }

  private async messages(): Promise<number> {
    const [row] = await this.installation.sql<{ last_value: number }>('SELECT last_value FROM bus.messages_id_seq');
    return row?.last_value ?? 0;
  }
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const db = new Database({ url, poolSize: 1 });
  try {
    for (const each of statements) await db.query(unnamedStatement(each), []);
  } finally {
    await db.close();
  }
}
