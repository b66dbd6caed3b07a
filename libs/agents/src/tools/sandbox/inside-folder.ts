import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure, type AgentFailure } from '../../execution/agent-failure';
import { isBelow } from '../../command/workspace/copy-folder';

const MOST_SEGMENTS = 20;

/** Writes a file below a folder, through no link. Nothing else may be working in the folder. Rejects with AgentFailure. */
export async function writeInside(root: string, path: string, content: string): Promise<void> {
  const segments = segmentsOf(path);
  let folder = root;
  for (const segment of segments.slice(0, -1)) {
    folder = join(folder, segment);
    const known = await lstat(folder).catch(() => undefined);
    if (known === undefined) await mkdir(folder);
    else if (!known.isDirectory()) throw denied(path);
  }
  const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW } = constants;
  const file = await open(join(root, ...segments), O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0o644).catch(() => {
    throw denied(path);
  });
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/**
 * Reads a file below a folder; what a command left there may be a link to anywhere. Nothing else may be working in the
 * folder. Rejects with AgentFailure.
 */
export async function readInside(root: string, path: string, mostBytes: number): Promise<Buffer> {
  const segments = segmentsOf(path);
  const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, ...segments)).catch(() => '')]);
  if (real === '' || !isBelow(real, realRoot)) throw denied(path);
  // Not the last part of it, and not waiting for somebody to write: it may be a pipe.
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw denied(path);
    if (stats.size > mostBytes) {
      throw permanentFailure(TaskErrorCode.ArtifactRejected, `${path} has more than ${mostBytes} bytes`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/');
  const isPlain = segments.every((name) => name !== '' && name !== '.' && name !== '..' && !/[\0\\]/.test(name));
  if (!isPlain || segments.length > MOST_SEGMENTS) throw denied(path);
  return segments;
}

function denied(path: string): AgentFailure {
  return permanentFailure(TaskErrorCode.SandboxPathDenied, `${path} is no file of the workspace`);
}
