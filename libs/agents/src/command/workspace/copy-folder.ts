import { constants, copyFile, lstat, mkdir, opendir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { WorkspaceTooLargeError } from './workspace.errors';

export interface CopyLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Enough for a project with its installed packages. */
export const DEFAULT_COPY_LIMITS: CopyLimits = { maxEntries: 200_000, maxBytes: 2 * 1024 ** 3 };

/** History is large and no part of what is built. */
const LEFT_OUT = new Set(['.git']);

/**
 * Copies a folder's files and inner links. Links that lead out of it, sockets and devices are left out: the copy holds
 * nothing that was not below the folder. Rejects with WorkspaceTooLargeError.
 */
export async function copyFolder(
  source: string,
  target: string,
  limits: CopyLimits = DEFAULT_COPY_LIMITS,
): Promise<void> {
  const root = await realpath(source);
  const copy = new FolderCopy(root, target, limits);
  await copy.folder('');
}

class FolderCopy {
  private entries = 0;
  private bytes = 0;

  constructor(
    private readonly root: string,
    private readonly target: string,
    private readonly limits: CopyLimits,
  ) {}

  async folder(path: string): Promise<void> {
    await mkdir(join(this.target, path), { recursive: true });
    for await (const entry of await opendir(join(this.root, path))) {
      if (++this.entries > this.limits.maxEntries)
        throw new WorkspaceTooLargeError(`more than ${this.limits.maxEntries} files`);
      if (path === '' && LEFT_OUT.has(entry.name)) continue;
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await this.folder(inner);
      else if (entry.isFile()) await this.file(inner);
      else if (entry.isSymbolicLink()) await this.link(inner);
    }
  }

  private async file(path: string): Promise<void> {
    this.bytes += (await lstat(join(this.root, path))).size;
    if (this.bytes > this.limits.maxBytes) throw new WorkspaceTooLargeError(`more than ${this.limits.maxBytes} bytes`);
    await copyFile(join(this.root, path), join(this.target, path), constants.COPYFILE_FICLONE);
  }

  private async link(path: string): Promise<void> {
    const to = await readlink(join(this.root, path));
    const reached = resolve(this.root, dirname(path), to);
    if (!isBelow(reached, this.root)) return;
    // Always relative: an absolute link would lead from the copy into the original.
    await symlink(relative(resolve(this.root, dirname(path)), reached) || '.', join(this.target, path));
  }
}

/** True for the folder itself and everything in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
