import { constants } from 'node:fs';
import { lstat, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EditRefusedError, type Edit } from './edits';

/** What the files will hold; null for those that go. */
type Planned = Map<string, string | null>;

/**
 * Makes all edits below a folder, or none: they are tried in memory first. Nothing outside is read or written, and no link
 * is followed. Rejects with EditRefusedError.
 */
export async function makeEdits(folder: string, edits: readonly Edit[]): Promise<void> {
  const planned: Planned = new Map();
  for (const edit of edits) planned.set(edit.path, await resultOf(folder, edit, planned));
  for (const [path, content] of planned) {
    const target = join(folder, path);
    if (content === null) await rm(target, { force: true });
    else await write(target, path, content);
  }
}

async function resultOf(folder: string, edit: Edit, planned: Planned): Promise<string | null> {
  const { path } = edit;
  await checkPlace(folder, path);
  if ('remove' in edit) return null;
  if ('content' in edit) return edit.content;
  if (!('find' in edit))
    throw new EditRefusedError(path, 'says neither "content" nor "find" with "replace" nor "remove"');
  const text = planned.has(path) ? planned.get(path) : await read(join(folder, path));
  if (typeof text !== 'string') throw new EditRefusedError(path, 'is of a file that does not exist');
  const parts = text.split(edit.find);
  if (parts.length === 2) return parts.join(edit.replace);
  throw new EditRefusedError(path, `looks for text that stands there ${parts.length - 1} times, not once`);
}

async function checkPlace(folder: string, path: string): Promise<void> {
  const segments = path.split('/');
  const isBad = segments.some((segment) => ['', '.', '..', '.git'].includes(segment));
  if (isBad || /[\0\\]/.test(path)) throw new EditRefusedError(path, 'leaves the project');
  for (const length of segments.keys()) {
    const stats = await lstat(join(folder, ...segments.slice(0, length + 1))).catch(() => undefined);
    if (stats === undefined) return;
    const isLast = length === segments.length - 1;
    if (isLast ? !stats.isFile() : !stats.isDirectory())
      throw new EditRefusedError(path, 'is of something that is no file');
  }
}

async function read(target: string): Promise<string | undefined> {
  const file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function write(target: string, path: string, content: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
  try {
    await mkdir(dirname(target), { recursive: true });
    const file = await open(target, flags, 0o644);
    await file.writeFile(content).finally(() => file.close());
  } catch (error) {
    throw new EditRefusedError(path, `cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
}
