import { integer, name } from '../reading/kinds';
import { readEnvironment, type Environment } from '../reading/read-environment';
import { optional, setting, type Settings } from '../reading/setting';
import { contentSettings, databaseSettings, probeSettings, processSettings } from './common-settings';
import { knownVariables } from './known-variables';
import { processId } from './process-id';

/** Everything an orchestrator reads from its environment. */
export const orchestratorSettings = {
  ...processSettings,
  ...probeSettings,
  ...databaseSettings,
  ...contentSettings,
  orchestratorId: optional('ORCHESTRATOR_ID', name, 'name of this replica, unique among the running ones', {
    shownDefault: '<host>-<pid>-<random>',
  }),
  ageingSeconds: optional(
    'PRIORITY_AGEING_SECONDS',
    integer(1, 31_536_000),
    'after how long a waiting task is raised by one priority, and again after as long, up to high',
    { shownDefault: 'off' },
  ),
  agentGoneSeconds: setting(
    'AGENT_GONE_SECONDS',
    integer(0, 31_536_000),
    86_400,
    'how long tasks wait for an agent that is no longer defined before they fail',
  ),
  anthropicRequestsPerMinute: optional(
    'ANTHROPIC_REQUESTS_PER_MINUTE',
    integer(1, 10_000_000),
    'requests that all workers together may send under one key of this provider',
    { shownDefault: 'no limit' },
  ),
  openaiRequestsPerMinute: optional(
    'OPENAI_REQUESTS_PER_MINUTE',
    integer(1, 10_000_000),
    'requests that all workers together may send under one key of this provider',
    { shownDefault: 'no limit' },
  ),
  shutdownGraceSeconds: setting(
    'SHUTDOWN_GRACE_SECONDS',
    integer(0, 600),
    10,
    'how long running batches may take when the orchestrator stops',
  ),
};

export type OrchestratorConfig = Settings<typeof orchestratorSettings> & {
  readonly busDatabaseUrl: string;
  readonly serviceName: string;
  readonly orchestratorId: string;
};

/** Throws ConfigError. */
export function orchestratorConfig(env: Environment = process.env): OrchestratorConfig {
  const read = readEnvironment(orchestratorSettings, env, knownVariables);
  return Object.freeze({
    ...read,
    busDatabaseUrl: read.busDatabaseUrl ?? read.databaseUrl,
    serviceName: read.serviceName ?? 'cadre-orchestrator',
    orchestratorId: read.orchestratorId ?? processId(),
  });
}
