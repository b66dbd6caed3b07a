import { DataDirectoryInUseError } from '../errors';
import { readPostmasterPid, removePostmasterPid } from './postmaster-pid';
import { isAlive, startMark, worksIn } from './process-table';
import { readServerState } from './server-state';
import { stopOrphan } from './stop-server';

/**
 * Deals with what an earlier run left: a server whose starter died is stopped, a stale pid file removed. Throws
 * DataDirectoryInUseError while another living process owns the server.
 */
export async function clearTheWay(dataDir: string, cluster: string): Promise<void> {
  const left = readPostmasterPid(cluster);
  if (left !== undefined && worksIn(left.pid, cluster)) {
    refuseIfOwned(dataDir);
    await stopOrphan(left.pid);
  }
  removePostmasterPid(cluster);
}

function refuseIfOwned(dataDir: string): void {
  const owner = readServerState(dataDir)?.owner;
  if (owner === undefined || owner.pid === process.pid) return;
  if (isAlive(owner.pid) && startMark(owner.pid) === owner.mark) {
    throw new DataDirectoryInUseError(`The database in ${dataDir} is in use by process ${owner.pid}`);
  }
}
