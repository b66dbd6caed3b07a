import { commandEnvironment } from '../../command/command-environment';
import { sandboxFailure } from '../../command/sandbox-failure';
import { fillWorkspace } from '../../command/workspace/fill-workspace';
import { WorkspaceShell } from '../../command/workspace/workspace-shell';
import { createPrivateFolder, handOver, removePrivateFolder } from '../../sandbox/private-folder';
import type { PrivateFolder, Sandbox, SandboxOutcome } from '../../sandbox/sandbox.port';
import { isAtLeast, type SandboxProfile } from '../../sandbox/sandbox-profile';
import type { AgentTool, ToolContext } from '../agent-tool.port';
import { readInside, writeInside } from './inside-folder';
import { OutputTail } from './output-tail';
import { SANDBOX_RUN_INPUT, type RunArguments } from './sandbox-run-input';

/** The profile in configs/sandbox_limits.json. */
export const SANDBOX_RUN_PROFILE = 'tool';
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

export interface SandboxRunParts {
  readonly sandbox: Sandbox;
  readonly profile: SandboxProfile;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
}

/** Whether this machine may run what a model thinks of: only as far apart as the profile demands, and off the network. */
export function mayRunForModels(sandbox: Sandbox, profile: SandboxProfile): boolean {
  return isAtLeast(sandbox.level, profile.minimum_level) && (profile.network || sandbox.isolatesNetwork);
}

/** Runs a command in the sandbox, each time in a fresh folder. What is worth keeping becomes a file of the task. */
export function createSandboxRun(parts: SandboxRunParts): AgentTool {
  return {
    name: 'sandbox.run',
    description:
      'Runs a shell command in an empty folder without network, with the files you give it. Nothing stays from one ' +
      'call to the next but the files named in keep.',
    inputSchema: SANDBOX_RUN_INPUT,
    async execute(args, context) {
      const folder = await createPrivateFolder();
      try {
        return await runIn(folder, parts, args as RunArguments, context);
      } finally {
        await removePrivateFolder(folder);
      }
    },
  };
}

async function runIn(root: PrivateFolder, parts: SandboxRunParts, args: RunArguments, { attempt }: ToolContext) {
  const environment = commandEnvironment(parts.profile, parts.hostEnvironment);
  const shell = new WorkspaceShell({ ...parts, environment, signal: attempt.signal });
  const folder = await prepare(root, args, attempt.artifacts, shell);
  const output = new OutputTail();
  attempt.beforeCall();
  const profile = { ...parts.profile, wall_seconds: Math.min(args.timeout_seconds, parts.profile.wall_seconds) };
  const outcome = await parts.sandbox.run({
    argv: ['/bin/sh', '-c', args.command],
    profile,
    workspace: folder,
    environment,
    signal: attempt.signal,
    onOutput: (chunk) => output.add(chunk),
  });
  attempt.signal.throwIfAborted();
  if (outcome.exceeded !== null) throw sandboxFailure(outcome.exceeded, 'the command', profile);
  return { ...endOf(outcome), ...output.read(), kept: await keep(folder.path, args.keep, attempt.artifacts) };
}

type Artifacts = ToolContext['attempt']['artifacts'];

async function prepare(
  root: PrivateFolder,
  { workspace, files }: RunArguments,
  artifacts: Artifacts,
  shell: WorkspaceShell,
) {
  const source = workspace === undefined ? undefined : { artifact_id: workspace };
  const folder = source === undefined ? root : await fillWorkspace(source, root, artifacts, [], shell);
  for (const { path, content } of files) await writeInside(folder.path, path, content);
  await handOver(folder);
  return folder;
}

function endOf({ exitCode, signal, durationMs }: SandboxOutcome) {
  return { exit_code: exitCode, signal, duration_ms: Math.round(durationMs) };
}

async function keep(root: string, paths: readonly string[], artifacts: Artifacts) {
  const kept: { artifact_id: string; name: string; size: number }[] = [];
  for (const path of paths) {
    const content = await readInside(root, path, MOST_KEPT_BYTES);
    const file = { name: path, kind: 'document', contentType: 'application/octet-stream', content };
    const { artifact_id, name, size } = await artifacts.write(file);
    kept.push({ artifact_id, name, size });
  }
  return kept;
}
