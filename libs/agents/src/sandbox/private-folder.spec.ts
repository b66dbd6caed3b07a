import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivateFolder, removeOrphanedFolders, removePrivateFolder } from './private-folder';
import { SANDBOX_BASE } from './sandbox-base';

const asRoot = process.getuid?.() === 0 ? it : it.skip;

/** The id of a process that is certainly gone. */
function deadPid(): number {
  return spawnSync('true').pid;
}

describe('the folder of a run', () => {
  it('is private, and gone afterwards whatever rights were put on it', async () => {
    const folder = await createPrivateFolder();
    expect(lstatSync(folder.root).mode & 0o777).toBe(0o711);
    mkdirSync(join(folder.path, 'locked'));
    writeFileSync(join(folder.path, 'locked/file'), 'x');
    chmodSync(join(folder.path, 'locked'), 0o000);
    await removePrivateFolder(folder);
    expect(existsSync(folder.root)).toBe(false);
  });

  it('goes with the next start when its worker was killed, and stays while its worker lives', async () => {
    const orphan = join(SANDBOX_BASE, `${deadPid()}-orphan`);
    mkdirSync(orphan, { recursive: true });
    const own = await createPrivateFolder();
    await removeOrphanedFolders();
    expect(existsSync(orphan)).toBe(false);
    expect(existsSync(own.root)).toBe(true);
    await removePrivateFolder(own);
  });

  asRoot('has a user that no other run has', async () => {
    const folders = await Promise.all(Array.from({ length: 20 }, () => createPrivateFolder()));
    const uids = folders.map(({ identity }) => identity?.uid);
    expect(new Set(uids).size).toBe(20);
    await Promise.all(folders.map(removePrivateFolder));
    const taken = readdirSync(join(SANDBOX_BASE, 'identities'));
    expect(taken.filter((name) => uids.includes(Number(name)))).toEqual([]);
  });

  asRoot('passes over users in use, and frees those of processes that are gone', async () => {
    const folder = await createPrivateFolder();
    const uid = folder.identity?.uid ?? 0;
    await removePrivateFolder(folder);
    symlinkSync(String(deadPid()), join(SANDBOX_BASE, 'identities', String(uid)));
    jest.spyOn(Math, 'random').mockReturnValue((uid - 61_184) / 4_000);
    const next = await createPrivateFolder();
    expect(next.identity?.uid).not.toBe(uid);
    await removeOrphanedFolders();
    const freed = await createPrivateFolder();
    expect(freed.identity?.uid).toBe(uid);
    await Promise.all([next, freed].map(removePrivateFolder));
  });
});
