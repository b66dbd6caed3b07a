import { open } from 'node:fs/promises';
import { ArchiveRejectedError } from '../../archive/archive-rejected.error';

const SIGNATURE = /^# v([23]) git bundle\n/;
const HEADER_BYTES = 256 * 1024;
const REFERENCE = /^([0-9a-f]{40}) (\S.*)$/;
const PREFERRED = ['HEAD', 'refs/heads/main', 'refs/heads/master'];

/** Whether a file is a git bundle, going by how it begins. */
export async function isBundle(path: string): Promise<boolean> {
  return SIGNATURE.test(await readHead(path, 32));
}

/**
 * The commit a bundle stands for: its HEAD, or else its main branch, or else its only one. Rejects with
 * ArchiveRejectedError for a bundle that builds on commits it does not hold.
 */
export async function bundleHead(path: string): Promise<string> {
  const [header, ...rest] = (await readHead(path, HEADER_BYTES)).split('\n\n');
  if (header === undefined || rest.length === 0)
    throw new ArchiveRejectedError('the git bundle has no end to its header');
  const [, ...lines] = header.split('\n');
  for (const line of lines) refuseWhatIsPartial(line);
  const references = lines.flatMap((line) => {
    const [, commit, name] = REFERENCE.exec(line) ?? [];
    return commit === undefined || name === undefined ? [] : [{ commit, name }];
  });
  const preferred = PREFERRED.flatMap((name) => references.find((reference) => reference.name === name) ?? [])[0];
  const branches = references.filter(({ name }) => name.startsWith('refs/heads/'));
  const chosen = preferred ?? (branches.length === 1 ? branches[0] : undefined);
  if (chosen !== undefined) return chosen.commit;
  throw new ArchiveRejectedError('the git bundle has no HEAD, no main branch, and not just one branch');
}

function refuseWhatIsPartial(line: string): void {
  if (line.startsWith('-')) throw new ArchiveRejectedError('the git bundle builds on commits that it does not hold');
  if (!line.startsWith('@') || line === '@object-format=sha1') return;
  throw new ArchiveRejectedError(`the git bundle needs "${line.slice(1, 100)}", which is not supported`);
}

async function readHead(path: string, bytes: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await file.close();
  }
}
