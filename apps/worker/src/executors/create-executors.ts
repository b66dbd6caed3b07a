import {
  AllowList,
  createBuildTest,
  createHttpAgent,
  createHttpRequest,
  echo,
  ExecutorRegistry,
  SandboxProfiles,
  type ProviderGate,
  type Sandbox,
} from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';
import { createLlm } from './create-llm';
import { httpSecrets } from './http-secrets';

/** The executors of this build, as the worker's settings want them. */
export function createExecutors(
  config: WorkerConfig,
  sandbox: Sandbox | null,
  hostEnvironment: Readonly<Record<string, string | undefined>>,
  gate: ProviderGate,
  logger: Logger,
): ExecutorRegistry {
  const { workspaceRoots, sandboxLimitsFile, httpAllowList } = config;
  const profiles = SandboxProfiles.load(sandboxLimitsFile);
  const guard = { allowList: AllowList.parse(httpAllowList) };
  const secrets = httpSecrets(config);
  return new ExecutorRegistry({
    builtin: { echo, 'http-request': createHttpRequest(guard) },
    command:
      sandbox === null ? {} : { 'build-test': createBuildTest({ sandbox, profiles, workspaceRoots, hostEnvironment }) },
    llm: createLlm(config, gate, logger),
    http: createHttpAgent({ guard, secretOf: (agentId) => secrets.of(agentId), publicUrl: config.publicUrl }),
  });
}
