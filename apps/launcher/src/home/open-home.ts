import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { HomeUnusableError } from '../lifecycle/errors';
import { homeLayout, type HomeLayout } from './home-layout';

/** Others may pass through to what is theirs (the database has its own user), but list nothing. */
const HOME_MODE = 0o711;
const PRIVATE_MODE = 0o700;

/** Makes CADRE_HOME and what belongs into it. Throws HomeUnusableError. */
export function openHome(home: string): HomeLayout {
  const layout = homeLayout(home);
  try {
    makeFolder(home, HOME_MODE);
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    makeFolder(layout.logs, PRIVATE_MODE);
    makeFolder(layout.busKeys, PRIVATE_MODE);
    return layout;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HomeUnusableError(`The data folder ${home} (CADRE_HOME) cannot be used: ${explain(code)}`, { cause });
  }
}

/** Not mkdir's own recursion: below /proc and the like Node never comes back from it. */
function makeFolder(path: string, mode: number): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  mkdirSync(path, { mode });
}

function explain(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'this user may not write there (EACCES)',
    EPERM: 'this user may not write there (EPERM)',
    EROFS: 'it is on a read-only file system (EROFS)',
    ENOSPC: 'the disk is full (ENOSPC)',
    ENOTDIR: 'a part of the path is a file (ENOTDIR)',
    EEXIST: 'a file stands in the way (EEXIST)',
  };
  return reasons[code] ?? code;
}
