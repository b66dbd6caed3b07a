import { statement } from '@cadre/persistence';
import { until } from '@cadre/testing';
import type { BenchStack } from './stack';

const REPEATABLE_READ = statement<[], never>(
  'bench_repeatable_read',
  'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
);
/** Busy, or the session's own rule against idle transactions would end it. */
const HOLD = statement<[], never>('bench_hold_snapshot', 'SELECT pg_sleep(590)');
const RELEASE = statement<[], { released: boolean }>(
  'bench_release_snapshot',
  `SELECT pg_cancel_backend(pid) AS released FROM pg_stat_activity
    WHERE query = 'SELECT pg_sleep(590)' AND state = 'active' AND datname = current_database()`,
);

/** Keeps a snapshot of this moment open, until the answer is called. It locks no table. */
export async function holdSnapshot({ db }: BenchStack): Promise<() => Promise<void>> {
  const held = db
    .transaction(async (tx) => {
      await tx.execute(REPEATABLE_READ, []);
      await tx.execute(HOLD, []);
    })
    .catch(() => undefined);
  return async () => {
    await until(async () => (await db.query(RELEASE, []))[0]?.released);
    await held;
  };
}
