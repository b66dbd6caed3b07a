import {
  AllowList,
  createBuildTest,
  createHttpRequest,
  createSimulatedLlm,
  echo,
  ExecutorRegistry,
  SandboxProfiles,
  type Sandbox,
} from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';

/** The executors of this build, as the worker's settings want them. */
export function createExecutors(
  config: WorkerConfig,
  sandbox: Sandbox | null,
  hostEnvironment: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): ExecutorRegistry {
  noteUnusedKeys(config, logger);
  const { workspaceRoots, sandboxLimitsFile, httpAllowList, simulatedLatencyMs } = config;
  const profiles = SandboxProfiles.load(sandboxLimitsFile);
  return new ExecutorRegistry({
    builtin: { echo, 'http-request': createHttpRequest({ allowList: AllowList.parse(httpAllowList) }) },
    command:
      sandbox === null ? {} : { 'build-test': createBuildTest({ sandbox, profiles, workspaceRoots, hostEnvironment }) },
    llm: createSimulatedLlm({ latencyMs: simulatedLatencyMs }),
  });
}

/** Says once that a key was seen and does nothing, so that nobody wonders about simulated answers. */
function noteUnusedKeys({ anthropicApiKey, openaiApiKey }: WorkerConfig, logger: Logger): void {
  const providers = Object.entries({ anthropic: anthropicApiKey, openai: openaiApiKey }).filter(
    ([, key]) => key !== undefined,
  );
  if (providers.length === 0) return;
  const names = providers.map(([name]) => name);
  logger.warn(
    { providers: names },
    'a model provider is configured but not used by this version yet; models are simulated',
  );
}
