import { resolve } from 'node:path';
import { integer, modelName, name, path, paths, text, url, words } from '../reading/kinds';
import { readEnvironment, type Environment } from '../reading/read-environment';
import { optional, required, setting, type Settings } from '../reading/setting';
import { busSettings, contentSettings, probeSettings, processSettings } from './common-settings';
import { knownVariables } from './known-variables';
import { processId } from './process-id';

const PROVIDER_KEY = 'key of the model provider; its models are simulated without key and address';
const PROVIDER_URL = 'another server that speaks this protocol, a local one for example; may need no key';
const PROVIDER_OWN = { shownDefault: "the provider's own" };

/** Model providers: any server that speaks their protocol. */
export const providerSettings = {
  anthropicApiKey: optional('ANTHROPIC_API_KEY', text, PROVIDER_KEY, { secret: true }),
  anthropicBaseUrl: optional('ANTHROPIC_BASE_URL', url('http', 'https'), PROVIDER_URL, PROVIDER_OWN),
  openaiApiKey: optional('OPENAI_API_KEY', text, PROVIDER_KEY, { secret: true }),
  openaiBaseUrl: optional('OPENAI_BASE_URL', url('http', 'https'), PROVIDER_URL, PROVIDER_OWN),
  standInModel: optional(
    'LLM_STAND_IN_MODEL',
    modelName,
    'answers for agents none of whose own models can be reached',
    { shownDefault: 'the simulated provider' },
  ),
  modelSilenceSeconds: setting(
    'LLM_SILENCE_SECONDS',
    integer(1, 3_600),
    120,
    'how long a model provider may say nothing before a call is given up',
  ),
  modelPricesFile: setting(
    'MODEL_PRICES_FILE',
    path,
    resolve('configs/model_prices.json'),
    'file with what models cost',
    { shownDefault: 'configs/model_prices.json' },
  ),
};

/** Services behind the tools of agents. */
const toolSettings = {
  perplexityApiKey: optional(
    'PERPLEXITY_API_KEY',
    text,
    'key of the service behind web.search; results are simulated without key and address',
    { secret: true },
  ),
  perplexityBaseUrl: optional(
    'PERPLEXITY_BASE_URL',
    url('http', 'https'),
    "another server that speaks Perplexity's search protocol; may need no key",
    { shownDefault: 'https://api.perplexity.ai' },
  ),
  mcpServersFile: setting(
    'MCP_SERVERS_FILE',
    path,
    resolve('configs/mcp_servers.json'),
    'file with the MCP servers whose tools agents may be given; their secrets are in variables named MCP_…',
    { shownDefault: 'configs/mcp_servers.json' },
  ),
  smtpUrl: optional(
    'SMTP_URL',
    url('smtp', 'smtps'),
    'the server by which email.send sends; it only pretends without',
    {
      secret: true,
    },
  ),
  mailFrom: setting('MAIL_FROM', text, 'cadre@localhost', 'whom the mails of email.send come from'),
  imageModel: setting('IMAGE_MODEL', text, 'gpt-image-1', 'what image.generate asks the OpenAI account for'),
};

/** Everything a worker reads from its environment. */
export const workerSettings = {
  ...processSettings,
  ...probeSettings,
  ...busSettings,
  ...contentSettings,
  ...providerSettings,
  ...toolSettings,
  team: required('TEAM', name, 'the team of agents this worker serves'),
  workerId: optional('WORKER_ID', name, 'name of this worker, unique among the running ones', {
    shownDefault: '<team>-<host>-<pid>-<random>',
  }),
  workerSlots: setting('WORKER_SLOTS', integer(1, 1_000), 10, 'attempts a worker runs at once'),
  busKeyFile: required('BUS_KEY_FILE', path, "file with the bus key of the worker's team"),
  workspaceRoots: setting('WORKSPACE_ROOTS', paths, [], 'folders below which agents may read a workspace', {
    shownDefault: 'none',
  }),
  sandboxLimitsFile: setting(
    'SANDBOX_LIMITS_FILE',
    path,
    resolve('configs/sandbox_limits.json'),
    'file with the limits of sandboxed commands',
    {
      shownDefault: 'configs/sandbox_limits.json',
    },
  ),
  graceSeconds: setting(
    'GRACE_SECONDS',
    integer(0, 3_600),
    30,
    'how long running attempts may take when the worker stops',
  ),
  simulatedLatencyMs: setting(
    'SIMULATED_LATENCY_MS',
    integer(0, 600_000),
    0,
    'how long the simulated model provider takes',
  ),
  httpSecretsFile: optional(
    'HTTP_SECRETS_FILE',
    path,
    'JSON file with the secret of each http agent: {"<agent_id>": "whsec_<base64>"}',
    { shownDefault: 'none' },
  ),
  publicUrl: optional(
    'PUBLIC_URL',
    url('http', 'https'),
    'where the API is reached from outside: the services behind http agents call back there',
    { shownDefault: 'services know it themselves' },
  ),
  httpAllowList: setting(
    'HTTP_ALLOW_LIST',
    words,
    [],
    'hosts, host:port pairs or networks that agents may call although they are private',
    {
      shownDefault: 'none',
    },
  ),
};

export type WorkerConfig = Settings<typeof workerSettings> & {
  readonly serviceName: string;
  readonly workerId: string;
};

const NO_BUS = 'AMQP_URL or BUS_DATABASE_URL is required: the bus over which work comes';

/** Throws ConfigError. */
export function workerConfig(env: Environment = process.env): WorkerConfig {
  const read = readEnvironment(workerSettings, env, knownVariables, ({ amqpUrl, busDatabaseUrl }) =>
    amqpUrl === undefined && busDatabaseUrl === undefined ? [NO_BUS] : [],
  );
  return Object.freeze({
    ...read,
    serviceName: read.serviceName ?? 'cadre-worker',
    workerId: read.workerId ?? `${read.team}-${processId()}`,
  });
}
