import { opendir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBelow } from '../workspace/copy-folder';
import { REPORT_FILE } from '../workspace/commands';

const REPORT_NAME = /^(junit.*|test-?results?|TEST-.*|report)\.xml$/i;
const REPORT_FOLDERS = [
  '.',
  'reports',
  'test-results',
  'test-reports',
  'coverage',
  'build/test-results/test',
  'target/surefire-reports',
];
const MAX_FILES = 200;
const MAX_BYTES = 4 * 1024 * 1024;

/** The report files a test run has written since it began, where runners usually put them. */
export async function collectReportFiles(folder: string, since: Date): Promise<string[]> {
  const root = await realpath(folder);
  const jsonReport = await readFresh(join(root, REPORT_FILE), root, since);
  if (jsonReport !== undefined) return [jsonReport];
  const found: string[] = [];
  for (const place of REPORT_FOLDERS) {
    for (const name of await listReports(join(root, place))) {
      const content = await readFresh(join(root, place, name), root, since);
      if (content !== undefined && found.length < MAX_FILES) found.push(content);
    }
  }
  return found;
}

async function listReports(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isFile() && REPORT_NAME.test(entry.name)) names.push(entry.name);
    }
  } catch {
    // Most projects have none of these folders.
  }
  return names.sort().slice(0, MAX_FILES);
}

/** Never through a link that leads out of the workspace: what the run left there may point anywhere. */
async function readFresh(path: string, root: string, since: Date): Promise<string | undefined> {
  try {
    const file = await realpath(path);
    const stats = await stat(file);
    if (!isBelow(file, root) || !stats.isFile() || stats.size > MAX_BYTES || stats.mtime < since) return undefined;
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
