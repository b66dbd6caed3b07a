import { findGroupHome } from './groups/find-group-home';
import { RunGroups } from './groups/run-groups';
import { environmentOf, readProcessTable } from './process-table';
import { removeOrphanedFolders } from './private-folder';
import { isOrphaned } from './run-marker';

/** Ends and removes what workers left behind that were killed: processes first, then their groups, folders and users. */
export async function removeOrphanedRuns(): Promise<void> {
  for (const { pid, zombie } of readProcessTable()) {
    if (!zombie && isOrphaned(environmentOf(pid))) end(pid);
  }
  RunGroups.open(findGroupHome())?.removeOrphaned();
  await removeOrphanedFolders();
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
