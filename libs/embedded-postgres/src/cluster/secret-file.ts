import { closeSync, fchownSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes a file only its owner may read, whole or not at all. `owner` is given the file, where that differs from us. */
export function writePrivateFile(path: string, text: string, owner?: { uid: number; gid: number }): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
