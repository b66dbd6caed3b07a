import { readdirSync, readFileSync } from 'node:fs';

const CLOSE_ON_EXEC = 0o2000000;
const FIRST_FREE = 3;

let known: readonly number[] | undefined;

/**
 * The descriptors that whoever started this process left open, and that everything it starts would get, too: Node closes
 * only the lowest of them by itself. What Node opens is never among them, so it is enough to look once.
 */
export function leakedDescriptors(): readonly number[] {
  known ??= listDescriptors().filter((descriptor) => descriptor >= FIRST_FREE && isHandedOn(descriptor));
  return known;
}

function listDescriptors(): number[] {
  try {
    return readdirSync('/proc/self/fdinfo').map(Number);
  } catch {
    return [];
  }
}

function isHandedOn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
    return (Number.parseInt(flags ?? '0', 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // The one by which they were listed.
    return false;
  }
}
