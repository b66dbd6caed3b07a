import { spawnSync } from 'node:child_process';

const NOTHING_FOUND = 1;

/** The files below this folder that hold these bytes. */
export function filesWith(text: string, folder: string): string[] {
  const { status, stdout, stderr } = spawnSync('grep', ['-rlaF', '--', text, folder], { encoding: 'utf8' });
  if (status === NOTHING_FOUND) return [];
  if (stdout === '') throw new Error(`grep could not look: ${stderr}`);
  return stdout.trim().split('\n');
}
