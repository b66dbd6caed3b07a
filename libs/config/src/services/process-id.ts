import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A name no other running process has: host, process id and dice, because process ids come again. */
export function processId(): string {
  const host =
    hostname()
      .replace(/[^\w.-]/g, '')
      .slice(0, 60) || 'host';
  return `${host}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
