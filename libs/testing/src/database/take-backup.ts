import { spawnSync } from 'node:child_process';
import { chownSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

/**
 * A backup of a running server, as its manual describes it: its files are copied while it works, and then what it logged
 * meanwhile. A server started on the copy stands where this one stood at the end of the copying.
 */
export async function takeBackup(adminUrl: string, cluster: string, copy: string): Promise<void> {
  const session = new Client({ connectionString: adminUrl });
  await session.connect();
  try {
    await session.query(`SELECT pg_backup_start('test', fast => true)`);
    copyFiles(cluster, copy);
    const { rows } = await session.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    copyFiles(`${join(cluster, 'pg_wal')}/.`, join(copy, 'pg_wal'));
    leaveAsOwn(copy, 'backup_label', rows[0]?.labelfile ?? '');
    rmSync(join(copy, 'postmaster.pid'), { force: true });
  } finally {
    await session.end();
  }
}

/** With their owners and rights: the server may run as somebody else. */
export function copyFiles(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  // Files that the server removes while they are copied are not missed.
  const real = stderr.split('\n').filter((line) => line !== '' && !line.includes('No such file'));
  if (status !== 0 && real.length > 0) throw new Error(`the copy failed: ${real.join('\n')}`);
}

function leaveAsOwn(cluster: string, name: string, text: string): void {
  const file = join(cluster, name);
  writeFileSync(file, text, { mode: 0o600 });
  const { uid, gid } = statSync(join(cluster, 'PG_VERSION'));
  chownSync(file, uid, gid);
}
