import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure } from '../../execution/agent-failure';
import type { AgentExecutor, AgentTask, ExecutionContext } from '../../execution/executor.port';
import { createPrivateFolder, removePrivateFolder } from '../../sandbox/private-folder';
import type { PrivateFolder } from '../../sandbox/sandbox.port';
import { chooseProfile, type CommandOptions } from '../command-options';
import { commandEnvironment } from '../command-environment';
import { applyPatch } from '../workspace/apply-patch';
import { fillWorkspace, type WorkspaceSource } from '../workspace/fill-workspace';
import { WorkspaceShell } from '../workspace/workspace-shell';
import { compareWithBaseLine, keepBaseLine } from './base-line';
import type { CodegenOutput } from './codegen-output';
import { EDITS_SCHEMA, EditRefusedError, type Edits } from './edits';
import { makeEdits } from './make-edits';
import { readProject } from './project-files';
import { writeChange, type Change } from './write-change';

export interface CodegenOptions extends CommandOptions {
  /** Thinks of the edits. */
  readonly llm: AgentExecutor;
}

interface Failing {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly file?: unknown;
}

interface CodegenParameters {
  readonly workspace: WorkspaceSource;
  readonly instruction?: string;
  /** What was changed before; the answer's patch holds it, too. */
  readonly patch?: { readonly artifact_id: string };
  readonly failures: readonly Failing[];
}

/** A model may correct edits that cannot be made so often. */
const MOST_ROUNDS = 3;

/**
 * Changes a project by an instruction, or by a ready patch, and answers with one patch against the project as it was given,
 * which has been tried on it. The project itself stays as it is.
 */
export function createCodegen(options: CodegenOptions): AgentExecutor {
  return { execute: (task, context) => new Codegen(options, task, context).execute() };
}

class Codegen {
  private readonly parameters: CodegenParameters;
  private readonly started = performance.now();

  constructor(
    private readonly options: CodegenOptions,
    private readonly task: AgentTask,
    private readonly context: ExecutionContext,
  ) {
    this.parameters = task.parameters as CodegenParameters;
  }

  async execute(): Promise<CodegenOutput> {
    const { sandbox, workspaceRoots, hostEnvironment } = this.options;
    const { artifacts, signal } = this.context;
    const profile = chooseProfile(this.options, this.task);
    const shell = new WorkspaceShell({
      sandbox,
      profile,
      environment: commandEnvironment(profile, hostEnvironment),
      signal,
    });
    const folder = await createPrivateFolder();
    try {
      const { workspace, patch } = this.parameters;
      const project = await fillWorkspace(workspace, folder, artifacts, workspaceRoots, shell);
      await keepBaseLine(project, shell);
      if (patch !== undefined) await applyPatch(await artifacts.read(patch.artifact_id), project, shell);
      const change = await this.change(project);
      const difference = await compareWithBaseLine(project, shell);
      return await writeChange(artifacts, project, { ...change, difference, ms: performance.now() - this.started });
    } finally {
      await removePrivateFolder(folder);
    }
  }

  private async change(project: PrivateFolder): Promise<Change> {
    const { instruction } = this.parameters;
    if (instruction === undefined) return { summary: 'The given patch applies.', rounds: 0, simulated: false };
    let problem: string | undefined;
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const { edits, summary, simulated } = await this.think(project, problem);
      if (simulated === true) return { summary: nothingDone(summary), rounds: round, simulated };
      try {
        await makeEdits(project.path, edits);
        return { summary, rounds: round, simulated: false };
      } catch (error) {
        if (!(error instanceof EditRefusedError)) throw error;
        problem = error.message;
        this.context.log('warn', `the edits cannot be made: ${problem}`);
      }
    }
    const message = `after ${MOST_ROUNDS} rounds the edits still cannot be made: ${problem}`;
    throw new AgentFailure(TaskErrorCode.OutputInvalid, message, { errorClass: ErrorClass.InvalidOutput });
  }

  private async think(project: PrivateFolder, problem: string | undefined): Promise<Edits> {
    const { instruction, failures } = this.parameters;
    const hints = [instruction ?? '', ...failures.flatMap(({ file, message }) => [file, message]).map(String)];
    const { files, others } = await readProject(project.path, hints);
    this.context.log('info', `shows ${files.length} files of the project, names ${others.length} more`);
    const definition = { ...this.task.definition, executor: 'llm' as const, output: EDITS_SCHEMA, tools: [] };
    const parameters = { instruction, failures, files, other_files: others, ...(problem !== undefined && { problem }) };
    return (await this.options.llm.execute({ ...this.task, definition, parameters }, this.context)) as Edits;
  }
}

function nothingDone(summary: string): string {
  return `Nothing was changed: no model provider is configured, and the simulated one writes no code. ${summary}`;
}
