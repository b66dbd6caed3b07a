import {
  AllowList,
  ARTIFACT_TOOLS,
  AttemptServers,
  createEmailSend,
  createHttpFetch,
  createImageGenerate,
  createSandboxRun,
  createWebScrape,
  createWebSearch,
  mayRunForModels,
  openProviderConnections,
  SANDBOX_RUN_PROFILE,
  SandboxProfiles,
  ToolBox,
  type AgentTool,
  type ImageService,
  type McpServers,
  type Sandbox,
} from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import { searchAccount } from './search-account';

/** An image takes its time. */
const SILENCE_SECONDS = 180;
const OPENAI = 'https://api.openai.com/v1';

type HostEnvironment = Readonly<Record<string, string | undefined>>;

/** Every tool of this worker; which of them an agent may use says its definition. */
export function createTools(
  config: WorkerConfig,
  servers: McpServers,
  sandbox: Sandbox | null,
  environment: HostEnvironment,
): ToolBox {
  const guard = { allowList: AllowList.parse(config.httpAllowList) };
  const { fetch } = openProviderConnections(SILENCE_SECONDS);
  const profiles = SandboxProfiles.load(config.sandboxLimitsFile);
  const own = [
    ...ARTIFACT_TOOLS,
    createHttpFetch(guard),
    createWebScrape(guard),
    createWebSearch(fetch, searchAccount(config)),
    createImageGenerate(fetch, imageService(config)),
    createEmailSend(config.smtpUrl === undefined ? undefined : { url: config.smtpUrl, from: config.mailFrom }),
    ...sandboxTools(profiles, sandbox, environment),
  ];
  return new ToolBox(own, new AttemptServers(servers, { sandbox, profiles, fetch }));
}

function imageService({
  openaiApiKey: apiKey,
  openaiBaseUrl,
  imageModel: model,
}: WorkerConfig): ImageService | undefined {
  return apiKey === undefined ? undefined : { apiKey, baseUrl: openaiBaseUrl ?? OPENAI, model };
}

/** None where the machine cannot keep what a model thinks of apart from itself. */
function sandboxTools(
  profiles: SandboxProfiles,
  sandbox: Sandbox | null,
  hostEnvironment: HostEnvironment,
): AgentTool[] {
  if (sandbox === null || !profiles.has(SANDBOX_RUN_PROFILE)) return [];
  const profile = profiles.get(SANDBOX_RUN_PROFILE);
  return mayRunForModels(sandbox, profile) ? [createSandboxRun({ sandbox, profile, hostEnvironment })] : [];
}
