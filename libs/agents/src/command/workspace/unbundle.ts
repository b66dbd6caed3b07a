import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveRejectedError } from '../../archive/archive-rejected.error';
import { handOver } from '../../sandbox/private-folder';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import { bundleHead } from './bundle-head';
import type { WorkspaceShell } from './workspace-shell';

const BUNDLE = '.cadre-bundle';
const PROJECT = 'project';
/** Nothing that the bundle brings along is run. Its links stay: nobody but the run itself follows them. */
const SCRIPT = `
git init -q ${PROJECT} && cd ${PROJECT} &&
git config core.hooksPath /dev/null && git config advice.detachedHead false &&
git bundle unbundle ../${BUNDLE} >/dev/null && git checkout -q "$1" --
`;

/** Unpacks a git bundle into the folder "project" of a workspace. Rejects with ArchiveRejectedError or AgentFailure. */
export async function unbundle(bundle: string, folder: PrivateFolder, shell: WorkspaceShell): Promise<void> {
  const commit = await bundleHead(bundle);
  await rename(bundle, join(folder.path, BUNDLE));
  await handOver(folder);
  const unpacked = await shell.run('unpacking the git bundle', folder, SCRIPT, commit);
  await rm(join(folder.path, BUNDLE), { force: true });
  if (!unpacked.ok) throw new ArchiveRejectedError(`git cannot read the bundle: ${unpacked.problem}`);
}
