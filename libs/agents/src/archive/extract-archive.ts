import { open, stat } from 'node:fs/promises';
import { ArchiveRejectedError } from './archive-rejected.error';
import { EntryGuard, type ArchiveLimits } from './entry-guard';
import { extractTar } from './extract-tar';
import { extractZip } from './extract-zip';

const HEAD_BYTES = 512;

/**
 * Unpacks an archive (.tgz, .tar, .zip; told apart by their content) into an empty folder. Nothing leaves the folder, no
 * link is made, and a bomb is stopped while it unpacks. Rejects with ArchiveRejectedError.
 */
export async function extractArchive(archive: string, target: string, limits?: ArchiveLimits): Promise<void> {
  const guard = new EntryGuard(target, (await stat(archive)).size, limits);
  const head = await readHead(archive);
  if (isZip(head)) return extractZip(archive, guard);
  if (isGzip(head) || isTar(head)) return extractTar(archive, guard);
  throw new ArchiveRejectedError('the file is neither a .tgz nor a .zip archive nor a git bundle');
}

async function readHead(archive: string): Promise<Buffer> {
  const file = await open(archive);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function isTar(head: Buffer): boolean {
  return head.subarray(257, 262).toString('latin1') === 'ustar';
}
