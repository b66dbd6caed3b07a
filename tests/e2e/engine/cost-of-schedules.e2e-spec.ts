import { until } from '@cadre/testing';
import { cloneSchedule } from '../../../bench/stack/clone-schedule';
import { CountedInstallation } from './counted-installation';

const WAITING = 10_000;
const LOOKS = 5;
/** The root of an index, the way down, and what of the table stands beside its first row. */
const MOST_PAGES = 10;
const PATIENCE_MS = 120_000;

interface Asked {
  readonly query: string;
  readonly calls: number;
  readonly pages: number;
}

/** Counted, not timed: about the same on every machine, however busy. */
describe('what schedules cost that are not due, counted', () => {
  let counted: CountedInstallation;
  beforeAll(async () => {
    counted = await CountedInstallation.start();
  }, PATIENCE_MS);
  afterAll(() => counted.close(), PATIENCE_MS);

  it(
    'is a look at the first of them, however many there are',
    async () => {
      const { client, sql } = counted.installation;
      const body = { agent_id: 'echo', cron_expression: '0 0 1 1 *' };
      const { status, body: made } = await client.call('POST', '/schedules', { body });
      expect(status).toBe(201);
      const few = await looks();
      await cloneSchedule(sql, made.schedule_id as string, WAITING - 1);
      const many = await looks();
      // Nothing is locked or written.
      expect(many.map(({ query }) => query)).toEqual(few.map(({ query }) => query));
      expect(many.filter(({ query }) => /INSERT|UPDATE|DELETE/.test(query))).toEqual([]);
      for (const { calls, pages } of many) expect(pages / calls).toBeLessThan(MOST_PAGES);
    },
    PATIENCE_MS,
  );

  /** What the orchestrator asks about schedules again and again, once it has asked each of it a few times. */
  async function looks(): Promise<Asked[]> {
    const { sql } = counted.installation;
    await sql('SELECT pg_stat_statements_reset()');
    const asked = () =>
      sql<Asked>(
        `SELECT query, calls::int, (shared_blks_hit + shared_blks_read)::int AS pages FROM pg_stat_statements
          WHERE query ~ 'scheduled_tasks|schedule_runs' AND userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user) ORDER BY query`,
      );
    return until(
      async () => {
        const often = (await asked()).filter(({ calls }) => calls >= LOOKS);
        return often.length > 0 && often;
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 200 },
    );
  }
});
