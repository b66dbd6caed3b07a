import { type Database, type Transaction, unnamedStatement } from '@cadre/persistence';

const LOCK = unnamedStatement<{ pg_advisory_xact_lock: string }>('SELECT pg_advisory_xact_lock($1)');

/** Makes two transactions wait for each other, once: the server breaks one of them, which is then tried again. */
export async function provokeDeadlock(db: Database): Promise<void> {
  let together = 0;
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  const cross = async (tx: Transaction, first: number, second: number): Promise<void> => {
    await tx.query(LOCK, [first]);
    together += 1;
    if (together === 2) meet();
    await met;
    await tx.query(LOCK, [second]);
  };
  await Promise.all([db.transaction((tx) => cross(tx, 1, 2)), db.transaction((tx) => cross(tx, 2, 1))]);
}
