import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { handOver } from '../../sandbox/private-folder';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import type { WorkspaceShell } from './workspace-shell';

const PATCH = '.cadre-patch';
const SCRIPT = `git apply --check --whitespace=nowarn ${PATCH} && git apply --whitespace=nowarn ${PATCH}`;

/** Applies a unified diff to a project. Rejects with AgentFailure (PATCH_REJECTED) when it does not fit. */
export async function applyPatch(patch: Readable, project: PrivateFolder, shell: WorkspaceShell): Promise<void> {
  const file = join(project.path, PATCH);
  await pipeline(patch, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  if ((await stat(file)).size > 0) {
    await handOver(project);
    const applied = await shell.run('applying the patch', project, SCRIPT);
    if (!applied.ok)
      throw permanentFailure(TaskErrorCode.PatchRejected, `the patch does not fit the project: ${applied.problem}`);
  }
  await rm(file, { force: true });
}
