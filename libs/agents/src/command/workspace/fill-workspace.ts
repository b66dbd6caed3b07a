import { createWriteStream } from 'node:fs';
import { readdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { ArchiveRejectedError } from '../../archive/archive-rejected.error';
import { extractArchive } from '../../archive/extract-archive';
import { AgentFailure, permanentFailure } from '../../execution/agent-failure';
import type { TaskArtifacts } from '../../execution/executor.port';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import { copyFolder, isBelow } from './copy-folder';
import { isBundle } from './bundle-head';
import { unbundle } from './unbundle';
import type { WorkspaceShell } from './workspace-shell';
import { WorkspaceTooLargeError } from './workspace.errors';

/** Where a workspace comes from: an uploaded archive or git bundle, or a folder of this machine. */
export type WorkspaceSource = { readonly artifact_id: string } | { readonly path: string };

/**
 * Fills a private folder with the workspace and answers with the folder the project stands in: archives often hold
 * everything in one folder of their own. Rejects with AgentFailure.
 *
 * @param roots folders below which a path may lie
 * @param shell unpacks a git bundle
 */
export async function fillWorkspace(
  source: WorkspaceSource,
  folder: PrivateFolder,
  artifacts: TaskArtifacts,
  roots: readonly string[],
  shell: WorkspaceShell,
): Promise<PrivateFolder> {
  try {
    if ('path' in source) await copyFolder(await allowedPath(source.path, roots), folder.path);
    else await unpack(source.artifact_id, folder, artifacts, shell);
  } catch (error) {
    throw toFailure(error);
  }
  return 'path' in source ? folder : { ...folder, path: await projectFolder(folder.path) };
}

/** The real folder behind a path, if it lies below an allowed root. */
async function allowedPath(path: string, roots: readonly string[]): Promise<string> {
  // One answer for "not allowed" and "not there": nobody learns what exists elsewhere.
  const denied = (): AgentFailure =>
    new AgentFailure(TaskErrorCode.WorkspaceNotAllowed, 'the path is not a folder below an allowed root', {
      errorClass: ErrorClass.PolicyDenied,
    });
  try {
    const real = await realpath(path);
    const allowed = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
    const isAllowed = allowed.some((root) => root !== undefined && isBelow(real, root));
    if (isAllowed && (await stat(real)).isDirectory()) return real;
  } catch {
    throw denied();
  }
  throw denied();
}

async function unpack(
  artifactId: string,
  folder: PrivateFolder,
  artifacts: TaskArtifacts,
  shell: WorkspaceShell,
): Promise<void> {
  const archive = join(folder.root, 'archive');
  await pipeline(await artifacts.read(artifactId), createWriteStream(archive, { mode: 0o600 }));
  if (await isBundle(archive)) return unbundle(archive, folder, shell);
  await extractArchive(archive, folder.path);
  await rm(archive);
}

async function projectFolder(path: string): Promise<string> {
  const entries = await readdir(path, { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() === true ? join(path, only.name) : path;
}

function toFailure(error: unknown): unknown {
  if (error instanceof ArchiveRejectedError)
    return permanentFailure(TaskErrorCode.ArtifactRejected, error.message, error);
  if (error instanceof WorkspaceTooLargeError)
    return permanentFailure(TaskErrorCode.WorkspaceUnreadable, error.message, error);
  return error;
}
