import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import type { PrivateFolder, Sandbox } from '../../sandbox/sandbox.port';
import type { SandboxProfile } from '../../sandbox/sandbox-profile';
import { sandboxFailure } from '../sandbox-failure';

export interface ShellParts {
  readonly sandbox: Sandbox;
  readonly profile: SandboxProfile;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const NO_SUCH_PROGRAM = 127;
const SHOWN = 2_000;
/** Nothing that a stranger's repository says about itself is run. */
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'sandbox',
  GIT_AUTHOR_EMAIL: 'sandbox@localhost',
  GIT_COMMITTER_NAME: 'sandbox',
  GIT_COMMITTER_EMAIL: 'sandbox@localhost',
};

export type ShellOutcome =
  { readonly ok: true; readonly output: string } | { readonly ok: false; readonly problem: string };

/** Runs what the worker itself needs done in a workspace: in the sandbox too, because tools read what a stranger made. */
export class WorkspaceShell {
  constructor(private readonly parts: ShellParts) {}

  /**
   * Runs a script of ours with arguments. Rejects with an AgentFailure when a limit or the signal ended it, or when the
   * machine lacks the program.
   */
  async run(what: string, folder: PrivateFolder, script: string, ...args: readonly string[]): Promise<ShellOutcome> {
    const { sandbox, profile, environment, signal } = this.parts;
    let output = '';
    const { exitCode, exceeded, aborted } = await sandbox.run({
      argv: ['/bin/sh', '-c', script, 'sh', ...args],
      profile,
      workspace: folder,
      environment: { ...environment, ...ENVIRONMENT },
      signal,
      onOutput: (chunk) => (output += chunk.toString()),
    });
    if (aborted) throw signal.reason;
    if (exceeded !== null) throw sandboxFailure(exceeded, what, profile);
    if (exitCode === NO_SUCH_PROGRAM)
      throw permanentFailure(TaskErrorCode.WorkspaceUnreadable, 'git is not installed on this worker');
    return exitCode === 0 ? { ok: true, output } : { ok: false, problem: output.slice(-SHOWN).trim() };
  }
}
