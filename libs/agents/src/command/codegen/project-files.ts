import { constants } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** A text file of a project, with its path from the project's folder. */
export interface ProjectFile {
  readonly path: string;
  readonly content: string;
}

export interface ShownProject {
  readonly files: readonly ProjectFile[];
  /** Files that are there but were not read. */
  readonly others: readonly string[];
}

const LEFT_OUT = /^(\.git|node_modules|dist|build|coverage|vendor|\.cache|__pycache__|\.venv)$/;
const NOT_WORTH_IT =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$|\.(min\.js|map|snap)$/;
const MOST_ENTRIES = 5_000;
const MOST_BYTES = 200_000;
const MOST_BYTES_PER_FILE = 60_000;

/**
 * The text files of a project, as many as a model can be shown at once: those that are wanted first, then what lies near
 * the top. Links are not followed.
 *
 * @param wanted paths, or texts in which paths stand
 */
export async function readProject(folder: string, wanted: readonly string[]): Promise<ShownProject> {
  const paths = (await listFiles(folder)).sort(byWorth(wanted.join('\n')));
  const files: ProjectFile[] = [];
  const others: string[] = [];
  let room = MOST_BYTES;
  for (const path of paths) {
    const content = NOT_WORTH_IT.test(path)
      ? undefined
      : await readText(join(folder, path), Math.min(room, MOST_BYTES_PER_FILE));
    if (content === undefined) others.push(path);
    else files.push({ path, content });
    room -= content?.length ?? 0;
  }
  return { files, others };
}

async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [''];
  for (let at = pending.shift(); at !== undefined && found.length < MOST_ENTRIES; at = pending.shift()) {
    for await (const entry of await opendir(join(folder, at))) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && !LEFT_OUT.test(entry.name)) pending.push(path);
      else if (entry.isFile()) found.push(path);
    }
  }
  return found;
}

/** What was named, then what describes the project, then by depth. */
function byWorth(text: string): (a: string, b: string) => number {
  const worth = (path: string): number => {
    if (text.includes(path)) return 0;
    if (/^(package\.json|pyproject\.toml|setup\.py|README\.md)$/i.test(path)) return 1;
    return 1 + path.split('/').length;
  };
  return (a, b) => worth(a) - worth(b) || a.localeCompare(b);
}

/** Undefined for what is no text, is too long, or is no plain file. */
async function readText(path: string, mostBytes: number): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > mostBytes) return undefined;
    const content = await file.readFile();
    return content.includes(0) ? undefined : content.toString('utf8');
  } finally {
    await file.close();
  }
}
