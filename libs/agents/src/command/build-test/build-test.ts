import type { BuildTestSummaryV1 } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure } from '../../execution/agent-failure';
import type { AgentExecutor, AgentTask, ExecutionContext } from '../../execution/executor.port';
import { createPrivateFolder, handOver, removePrivateFolder } from '../../sandbox/private-folder';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import { chooseProfile, type CommandOptions } from '../command-options';
import { commandEnvironment, hasProgram } from '../command-environment';
import { applyPatch } from '../workspace/apply-patch';
import type { Commands } from '../workspace/commands';
import { fillWorkspace, type WorkspaceSource } from '../workspace/fill-workspace';
import { projectCommands } from '../workspace/project-commands';
import { WorkspaceShell, type ShellParts } from '../workspace/workspace-shell';
import { BuildTestRun } from './build-test-run';
import { writeError, writeLogs, writeReport } from './write-artifacts';

interface BuildTestParameters {
  readonly workspace: WorkspaceSource;
  /** Applied to the workspace before anything is run. */
  readonly patch?: { readonly artifact_id: string };
  readonly commands?: Commands;
}

/** Installs, builds and tests a project in the sandbox. A failing test is a result, not a failure. */
export function createBuildTest(options: CommandOptions): AgentExecutor {
  return { execute: (task, context) => new BuildTest(options, task, context).execute() };
}

class BuildTest {
  private readonly parameters: BuildTestParameters;
  private readonly startedAt = new Date();

  constructor(
    private readonly options: CommandOptions,
    private readonly task: AgentTask,
    private readonly context: ExecutionContext,
  ) {
    this.parameters = task.parameters as BuildTestParameters;
  }

  async execute(): Promise<BuildTestSummaryV1> {
    const { sandbox, hostEnvironment } = this.options;
    const profile = chooseProfile(this.options, this.task);
    const parts = {
      sandbox,
      profile,
      environment: commandEnvironment(profile, hostEnvironment),
      signal: this.context.signal,
    };
    const folder = await createPrivateFolder();
    try {
      const project = await this.prepare(folder, new WorkspaceShell(parts));
      const wanted = this.parameters.commands ?? {};
      const commands = projectCommands(project.path, wanted, (name) => hasProgram(name, parts.environment));
      await handOver(project);
      return await this.run(project, parts, commands);
    } finally {
      await removePrivateFolder(folder);
    }
  }

  private async prepare(folder: PrivateFolder, shell: WorkspaceShell): Promise<PrivateFolder> {
    const { artifacts } = this.context;
    const { workspace, patch } = this.parameters;
    const project = await fillWorkspace(workspace, folder, artifacts, this.options.workspaceRoots, shell);
    if (patch !== undefined) await applyPatch(await artifacts.read(patch.artifact_id), project, shell);
    return project;
  }

  private async run(
    workspace: PrivateFolder,
    parts: ShellParts,
    commands: ReturnType<typeof projectCommands>,
  ): Promise<BuildTestSummaryV1> {
    const { context, task, startedAt } = this;
    const run = new BuildTestRun({ ...parts, workspace, context });
    try {
      const summary = await run.run(commands);
      await writeLogs(context.artifacts, run);
      await writeReport({ task, startedAt, artifacts: context.artifacts }, run, summary);
      return summary;
    } catch (error) {
      await this.keepTraces(run, error);
      throw error;
    }
  }

  /** What was printed until a limit was reached explains the limit. */
  private async keepTraces(run: BuildTestRun, error: unknown): Promise<void> {
    if (
      this.context.signal.aborted ||
      !(error instanceof AgentFailure) ||
      error.errorClass !== ErrorClass.SandboxLimit
    ) {
      await Promise.all([run.buildLog.close(), run.testLog.close()]);
      return;
    }
    this.context.log('warn', `${error.code}: ${error.message}`);
    await writeLogs(this.context.artifacts, run);
    await writeError(this.context.artifacts, run, error);
  }
}
