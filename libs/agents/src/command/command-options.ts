import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../execution/agent-failure';
import type { AgentTask } from '../execution/executor.port';
import type { Sandbox } from '../sandbox/sandbox.port';
import { isAtLeast, type SandboxProfile, type SandboxProfiles } from '../sandbox/sandbox-profile';

/** What agents that run commands need of their worker. */
export interface CommandOptions {
  readonly sandbox: Sandbox;
  readonly profiles: SandboxProfiles;
  /** Folders below which a workspace may be read. */
  readonly workspaceRoots: readonly string[];
  /** The worker's variables; the profile says which of them are handed in. */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_PROFILE = 'build-test';

/** The limits a task runs under: its own choice, or its agent's. Throws AgentFailure (SANDBOX_UNAVAILABLE). */
export function chooseProfile({ profiles, sandbox }: CommandOptions, task: AgentTask): SandboxProfile {
  const { limits_profile: chosen } = task.parameters as { limits_profile?: unknown };
  const stated = chosen ?? task.definition.settings['limits_profile'];
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
