import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** Opens the server's log for appending. A large one is put aside first; one older log is kept. */
export function openServerLog(file: string): number {
  if (existsSync(file) && statSync(file).size > ROTATE_ABOVE_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** Where the log ends now, so that only what comes later is read. */
export function logEnd(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

/** What the server wrote since `from` about why it gave up, without its prefix. */
export function findComplaint(file: string, from: number): string | undefined {
  const lines = readFrom(file, from)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const fatal = lines.find((line) => /(FATAL|PANIC): /.test(line));
  if (fatal !== undefined) return fatal.replace(/^.*?(?:FATAL|PANIC): +/, '');
  return lines.length === 0
    ? undefined
    : lines
        .slice(-3)
        .join(' ')
        .replace(/^postgres: /, '');
}

function readFrom(file: string, from: number): string {
  if (!existsSync(file)) return '';
  const buffer = Buffer.alloc(Math.min(TAIL_BYTES, Math.max(0, statSync(file).size - from)));
  const handle = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, buffer.length, from));
  } finally {
    closeSync(handle);
  }
}
