import { createKeyedHash, KeysFileError, PayloadCipher, type KeyRing } from '@cadre/crypto';
import { TaskReadStore, type Database } from '@cadre/persistence';

const SAMPLE = 5;

/**
 * Makes sure that these are the keys the database was written with, by opening the newest payloads. Throws
 * KeysFileError when none of them opens: better now than at every task.
 */
export async function checkKeys(database: Database, ring: KeyRing, keysFile: string): Promise<void> {
  const store = new TaskReadStore(database, new PayloadCipher(ring), createKeyedHash(ring));
  const { tasks } = await store.list({ visibility: { kind: 'all' }, filter: {}, limit: SAMPLE, cursor: '' });
  const opened: string[] = [];
  for (const { task_id } of tasks) opened.push((await store.parameters(task_id)).kind);
  if (opened.includes('opened') || !opened.includes('unreadable')) return;
  throw new KeysFileError(
    `The keys in ${keysFile} do not open what the database holds: restore the keys file it was written with`,
  );
}
