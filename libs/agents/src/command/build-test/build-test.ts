import { TaskErrorCode, type BuildTestSummaryV1 } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure, permanentFailure } from '../../execution/agent-failure';
import type { AgentExecutor, AgentTask, ExecutionContext } from '../../execution/executor.port';
import { createPrivateFolder, handOver, removePrivateFolder } from '../../sandbox/private-folder';
import type { PrivateFolder, Sandbox } from '../../sandbox/sandbox.port';
import { isAtLeast, type SandboxProfile, type SandboxProfiles } from '../../sandbox/sandbox-profile';
import { commandEnvironment } from '../command-environment';
import { fillWorkspace, type WorkspaceSource } from '../workspace/fill-workspace';
import { projectCommands, type Commands } from '../workspace/project-commands';
import { BuildTestRun } from './build-test-run';
import { writeError, writeLogs, writeReport } from './write-artifacts';

const DEFAULT_PROFILE = 'build-test';

interface BuildTestParameters {
  readonly workspace: WorkspaceSource;
  readonly commands?: Commands;
  readonly limits_profile?: string;
}

export interface BuildTestOptions {
  readonly sandbox: Sandbox;
  readonly profiles: SandboxProfiles;
  /** Folders below which a workspace may be read. */
  readonly workspaceRoots: readonly string[];
  /** The worker's variables; the profile says which of them are handed in. */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
}

/** Installs, builds and tests a project in the sandbox. A failing test is a result, not a failure. */
export function createBuildTest(options: BuildTestOptions): AgentExecutor {
  return { execute: (task, context) => new BuildTest(options, task, context).execute() };
}

class BuildTest {
  private readonly parameters: BuildTestParameters;
  private readonly startedAt = new Date();

  constructor(
    private readonly options: BuildTestOptions,
    private readonly task: AgentTask,
    private readonly context: ExecutionContext,
  ) {
    this.parameters = task.parameters as BuildTestParameters;
  }

  async execute(): Promise<BuildTestSummaryV1> {
    const profile = this.profile();
    const folder = await createPrivateFolder();
    try {
      const { workspace } = this.parameters;
      const project = await fillWorkspace(workspace, folder, this.context.artifacts, this.options.workspaceRoots);
      const commands = projectCommands(project.path, this.parameters.commands ?? {});
      await handOver(project);
      return await this.run(project, profile, commands);
    } finally {
      await removePrivateFolder(folder);
    }
  }

  private async run(
    workspace: PrivateFolder,
    profile: SandboxProfile,
    commands: ReturnType<typeof projectCommands>,
  ): Promise<BuildTestSummaryV1> {
    const { context, task, startedAt } = this;
    const environment = commandEnvironment(profile, this.options.hostEnvironment);
    const run = new BuildTestRun({ sandbox: this.options.sandbox, profile, workspace, environment, context });
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

  private profile(): SandboxProfile {
    const { profiles, sandbox } = this.options;
    const stated: unknown = this.parameters.limits_profile ?? this.task.definition.settings['limits_profile'];
    const name = typeof stated === 'string' ? stated : DEFAULT_PROFILE;
    if (!profiles.has(name)) {
      throw permanentFailure(TaskErrorCode.SandboxUnavailable, `there is no sandbox profile "${name}" on this worker`);
    }
    const profile = profiles.get(name);
    if (isAtLeast(sandbox.level, profile.minimum_level)) return profile;
    throw permanentFailure(
      TaskErrorCode.SandboxUnavailable,
      `the profile "${name}" demands the level "${profile.minimum_level}"; this machine gives "${sandbox.level}"`,
    );
  }
}
