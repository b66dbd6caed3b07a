import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { handOver } from '../../sandbox/private-folder';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import type { WorkspaceShell } from '../workspace/workspace-shell';

/** A repository of ours beside the project: the project's own, if it has one, is left as it is. */
const REPOSITORY = 'export GIT_DIR="$TMPDIR/base.git" GIT_WORK_TREE="$PWD"';
const DIFF = 'diff.patch';

const KEEP = `
${REPOSITORY}
git init -q && printf '%s\\n' node_modules .venv __pycache__ > "$GIT_DIR/info/exclude" &&
git config core.hooksPath /dev/null && git config core.autocrlf false && git config core.bigFileThreshold 16m &&
git add -A && git commit -q --no-verify --allow-empty -m base
`;
/** The patch is tried on the files as they were: one that does not apply there is none. */
const COMPARE = `
${REPOSITORY}
git add -A && git diff --cached --binary --no-color --no-ext-diff --no-renames HEAD > "$TMPDIR/${DIFF}" &&
git diff --cached --numstat --no-renames HEAD && rm -rf "$TMPDIR/before" && mkdir "$TMPDIR/before" &&
export GIT_INDEX_FILE="$TMPDIR/before.index" && git read-tree HEAD && git checkout-index -a --prefix="$TMPDIR/before/" &&
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE && cd "$TMPDIR/before" &&
{ [ ! -s "$TMPDIR/${DIFF}" ] || git apply --check --whitespace=nowarn "$TMPDIR/${DIFF}"; }
`;

export interface Difference {
  readonly files: readonly string[];
  readonly insertions: number;
  readonly deletions: number;
}

/** Remembers how a project is now. */
export async function keepBaseLine(project: PrivateFolder, shell: WorkspaceShell): Promise<void> {
  await handOver(project);
  const kept = await shell.run('reading the project', project, KEEP);
  if (!kept.ok)
    throw permanentFailure(TaskErrorCode.WorkspaceUnreadable, `git cannot read the project: ${kept.problem}`);
}

/** Says how it has changed since; the patch itself is in the file that `openPatch` opens. */
export async function compareWithBaseLine(project: PrivateFolder, shell: WorkspaceShell): Promise<Difference> {
  await handOver(project);
  const compared = await shell.run('comparing the project', project, COMPARE);
  if (!compared.ok)
    throw permanentFailure(TaskErrorCode.PatchRejected, `the patch does not apply: ${compared.problem}`);
  const rows = compared.output.split('\n').flatMap((line) => {
    const [insertions, deletions, path] = line.split('\t');
    return path === undefined ? [] : [{ insertions: Number(insertions) || 0, deletions: Number(deletions) || 0, path }];
  });
  return {
    files: rows.map(({ path }) => path),
    insertions: rows.reduce((sum, row) => sum + row.insertions, 0),
    deletions: rows.reduce((sum, row) => sum + row.deletions, 0),
  };
}

/** The sandbox wrote it, so it may be anything: a link is not followed. */
export function openPatch(project: PrivateFolder): Promise<FileHandle> {
  return open(join(project.root, 'tmp', DIFF), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}
