import { join, sep } from 'node:path';
import { ArchiveRejectedError } from './archive-rejected.error';

export interface ArchiveLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Unpacked to packed; counted once the unpacked size is worth it. */
  readonly maxRatio: number;
}

export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = { maxEntries: 10_000, maxBytes: 1024 ** 3, maxRatio: 100 };

const RATIO_MATTERS_FROM_BYTES = 10 * 1024 * 1024;
const MAX_PATH_BYTES = 1_000;
// eslint-disable-next-line no-control-regex -- refusing control characters is the point
const REFUSED_CHARACTERS = /[\u0000-\u001f\u007f\\]/;

/** Stands between an archive and the file system: every entry and every byte passes here. */
export class EntryGuard {
  private entries = 0;
  private bytes = 0;

  constructor(
    private readonly target: string,
    private readonly packedBytes: number,
    private readonly limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
  ) {}

  /** Where the entry goes; undefined for the archive's own top folder. Throws ArchiveRejectedError. */
  admit(name: string, kind: 'file' | 'folder' | 'other'): string | undefined {
    if (++this.entries > this.limits.maxEntries) {
      throw new ArchiveRejectedError(`the archive has more than ${this.limits.maxEntries} entries`);
    }
    if (kind === 'other') throw new ArchiveRejectedError(`"${shown(name)}" is neither a file nor a folder`);
    const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
    checkName(name, segments);
    if (segments.length === 0) return undefined;
    const path = join(this.target, ...segments);
    // Cannot happen after the checks above; what it would cost if it did is too much to rely on them alone.
    if (!path.startsWith(this.target + sep))
      throw new ArchiveRejectedError(`"${shown(name)}" leads out of the archive`);
    return path;
  }

  /** Counts unpacked content. Throws ArchiveRejectedError. */
  count(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.limits.maxBytes) {
      throw new ArchiveRejectedError(`the archive holds more than ${this.limits.maxBytes} bytes`);
    }
    const ratio = this.bytes / Math.max(1, this.packedBytes);
    if (this.bytes > RATIO_MATTERS_FROM_BYTES && ratio > this.limits.maxRatio) {
      throw new ArchiveRejectedError(`the archive unpacks to more than ${this.limits.maxRatio} times its size`);
    }
  }
}

function checkName(name: string, segments: readonly string[]): void {
  if (Buffer.byteLength(name) > MAX_PATH_BYTES) throw new ArchiveRejectedError('the archive has an over-long name');
  if (REFUSED_CHARACTERS.test(name))
    throw new ArchiveRejectedError(`"${shown(name)}" has a character that is not allowed`);
  if (name.startsWith('/') || /^[a-zA-Z]:/.test(name)) throw new ArchiveRejectedError(`"${shown(name)}" is absolute`);
  if (segments.includes('..')) throw new ArchiveRejectedError(`"${shown(name)}" leads out of the archive`);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 200)).slice(1, -1);
}
