import { join } from 'node:path';
import {
  environmentFor,
  gatewayConfig,
  orchestratorConfig,
  workerConfig,
  type Environment,
  type LauncherConfig,
} from '@cadre/config';
import { publicUrl } from './public-url';
import type { ServiceSpec } from './service-spec.port';

export interface ServiceSurroundings {
  readonly config: LauncherConfig;
  readonly env: Environment;
  /** The folder with dist/, configs/ and examples/. */
  readonly projectDir: string;
  readonly databaseUrl: string;
  readonly workerBusUrl: string;
  readonly busKeyFileOf: (team: string) => string;
}

/**
 * What a worker needs beyond its grace period to hand back what did not finish, wait for the answers and close its
 * connections, also while nobody answers.
 */
const STOP_MARGIN_MS = 25_000;
const STOP_WITHIN_MS = 25_000;

/** Every process of the installation, each with what it may know and nothing more. Throws ConfigError. */
export function listServices(surroundings: ServiceSurroundings): readonly ServiceSpec[] {
  return [gateway(surroundings), ...orchestrators(surroundings), ...workers(surroundings)];
}

/** The first mistake any service would find in its environment, found before anything is started. Throws ConfigError. */
export function checkServiceEnvironments(surroundings: ServiceSurroundings): void {
  for (const { role, env } of listServices(surroundings)) CHECKS[role](env);
}

const CHECKS: Readonly<Record<ServiceSpec['role'], (env: Environment) => unknown>> = {
  gateway: gatewayConfig,
  orchestrator: orchestratorConfig,
  worker: workerConfig,
};

function gateway(surroundings: ServiceSurroundings): ServiceSpec {
  const { config, databaseUrl } = surroundings;
  const env = {
    ...content(surroundings, 'gateway'),
    DATABASE_URL: databaseUrl,
    CADRE_KEYS_FILE: config.keysFile,
    PORT: String(config.port),
    HOST: config.host,
  };
  return spec(surroundings, 'gateway', 'gateway', env);
}

function orchestrators(surroundings: ServiceSurroundings): ServiceSpec[] {
  const { config, databaseUrl } = surroundings;
  const env = {
    ...content(surroundings, 'orchestrator'),
    DATABASE_URL: databaseUrl,
    CADRE_KEYS_FILE: config.keysFile,
  };
  return Array.from({ length: config.orchestrators }, (_, i) => {
    const name = config.orchestrators === 1 ? 'orchestrator' : `orchestrator-${i + 1}`;
    return spec(surroundings, 'orchestrator', name, env);
  });
}

function workers(surroundings: ServiceSurroundings): ServiceSpec[] {
  const { config, projectDir, workerBusUrl, busKeyFileOf } = surroundings;
  const roots = [...config.workspaceRoots, join(projectDir, 'examples')];
  return [...config.workers].flatMap(([team, count]) => {
    const env = {
      PUBLIC_URL: publicUrl(config),
      ...content(surroundings, 'worker'),
      TEAM: team,
      ...(config.amqpUrl === undefined && { BUS_DATABASE_URL: workerBusUrl }),
      BUS_KEY_FILE: busKeyFileOf(team),
      WORKSPACE_ROOTS: roots.join(':'),
    };
    return Array.from({ length: count }, (_, i) => ({
      ...spec(surroundings, 'worker', count === 1 ? `worker-${team}` : `worker-${team}-${i + 1}`, env, team),
      stopWithinMs: config.graceSeconds * 1_000 + STOP_MARGIN_MS,
    }));
  });
}

/** What the environment says anyway, the folders, and no second way to say the same thing. */
function content({ config, env, projectDir }: ServiceSurroundings, role: ServiceSpec['role']): Record<string, string> {
  const inherited = environmentFor(role, env);
  for (const name of LAUNCHERS_OWN) delete inherited[name];
  return {
    ...inherited,
    AGENTS_DIR: config.agentsDir ?? join(projectDir, 'configs', 'agents'),
    ARTIFACTS_DIR: config.artifactsDir,
  };
}

/** Decided here or used up here: the first admin is made before the services start. */
const LAUNCHERS_OWN = [
  ...['DATABASE_URL_FILE', 'BUS_DATABASE_URL', 'BUS_DATABASE_URL_FILE'],
  ...['CADRE_ADMIN_PASSWORD', 'CADRE_ADMIN_PASSWORD_FILE', 'WORKER_ID', 'ORCHESTRATOR_ID', 'METRICS_PORT'],
];

function spec(
  { projectDir }: ServiceSurroundings,
  role: ServiceSpec['role'],
  name: string,
  env: Record<string, string>,
  team: string | null = null,
): ServiceSpec {
  const entry = join(projectDir, 'dist', 'apps', role, 'src', 'main.js');
  return { name, role, team, entry, env, stopWithinMs: STOP_WITHIN_MS };
}
