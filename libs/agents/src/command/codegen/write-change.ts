import type { CodegenMetricsV1 } from '@cadre/contracts';
import type { TaskArtifacts } from '../../execution/executor.port';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import { writeChecked } from '../write-checked';
import { openPatch, type Difference } from './base-line';
import type { CodegenOutput } from './codegen-output';

export interface Change {
  readonly summary: string;
  /** How often a model was asked. */
  readonly rounds: number;
  readonly simulated: boolean;
}

const MARKDOWN = 'text/markdown; charset=utf-8';
const PATCH = 'text/x-diff; charset=utf-8';

/** Writes the patch, the summary and the metrics; answers with what the task answers. */
export async function writeChange(
  artifacts: TaskArtifacts,
  project: PrivateFolder,
  change: Change & { readonly difference: Difference; readonly ms: number },
): Promise<CodegenOutput> {
  const { summary, rounds, simulated, difference, ms } = change;
  const { files, insertions, deletions } = difference;
  const content = (await openPatch(project)).createReadStream();
  const patch = await artifacts.write({ name: 'diff.patch', kind: 'patch', contentType: PATCH, content });
  const list = files.map((path) => `- \`${path}\`\n`).join('');
  const page = `${summary}\n\n${files.length} files changed, ${insertions} lines added, ${deletions} removed.\n\n${list}`;
  await artifacts.write({ name: 'summary.md', kind: 'summary', contentType: MARKDOWN, content: page });
  const metrics: CodegenMetricsV1 = {
    ...{ schema_version: 1, files_changed: files.length, insertions, deletions, rounds, simulated },
    ...{ patch_bytes: patch.size, duration_seconds: Math.round(ms) / 1000 },
  };
  await writeChecked(artifacts, 'metrics.json', 'metrics', metrics);
  const { artifact_id } = patch;
  const answer = { patch: { artifact_id }, files_changed: files, insertions, deletions, summary };
  return simulated ? { ...answer, simulated } : answer;
}
