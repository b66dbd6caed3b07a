import {
  AllowList,
  createBuildTest,
  createCodegen,
  createHttpAgent,
  createHttpRequest,
  echo,
  ExecutorRegistry,
  SandboxProfiles,
  type ProviderGate,
  type Sandbox,
  type ToolBox,
} from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';
import { createLlm } from './create-llm';
import { httpSecrets } from './http-secrets';

/** What the executors share with the rest of the worker. */
export interface ExecutorParts {
  readonly sandbox: Sandbox | null;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  readonly gate: ProviderGate;
  readonly tools: ToolBox;
}

/** The executors of this build, as the worker's settings want them. */
export function createExecutors(
  config: WorkerConfig,
  { sandbox, hostEnvironment, gate, tools }: ExecutorParts,
  logger: Logger,
): ExecutorRegistry {
  const { workspaceRoots, sandboxLimitsFile, httpAllowList } = config;
  const profiles = SandboxProfiles.load(sandboxLimitsFile);
  const guard = { allowList: AllowList.parse(httpAllowList) };
  const secrets = httpSecrets(config);
  const llm = createLlm(config, { gate, tools }, logger);
  const command = sandbox === null ? undefined : { sandbox, profiles, workspaceRoots, hostEnvironment };
  return new ExecutorRegistry({
    builtin: { echo, 'http-request': createHttpRequest(guard) },
    command:
      command === undefined
        ? {}
        : { 'build-test': createBuildTest(command), codegen: createCodegen({ ...command, llm }) },
    llm,
    http: createHttpAgent({ guard, secretOf: (agentId) => secrets.of(agentId), publicUrl: config.publicUrl }),
  });
}
