import { join, resolve } from 'node:path';
import { counts, email, integer, path, text, url } from '../reading/kinds';
import { readEnvironment, type Environment } from '../reading/read-environment';
import { optional, setting, type Settings } from '../reading/setting';
import { databaseSettings, processSettings } from './common-settings';
import { knownVariables } from './known-variables';
import { workerSettings } from './worker-config';

const ONE_WORKER_PER_TEAM = 'marketing=1,testing=1,user-story=1,engineering=1,platform=1';
const MAX_WORKERS_PER_TEAM = 100;
const workerCounts = counts(MAX_WORKERS_PER_TEAM);

/** What `npm start` itself reads. Everything else in its environment goes on to the services it starts. */
export const launcherSettings = {
  logLevel: processSettings.logLevel,
  amqpUrl: databaseSettings.amqpUrl,
  amqpCaFile: databaseSettings.amqpCaFile,
  port: setting('PORT', integer(1, 65_535), 3_000, 'port of the API'),
  host: setting('HOST', text, '127.0.0.1', 'address the API listens on'),
  home: setting('CADRE_HOME', path, resolve('.cadre'), 'folder for the embedded database, artifacts, keys and logs', {
    shownDefault: '.cadre',
  }),
  databaseUrl: optional('DATABASE_URL', url('postgres', 'postgresql'), 'a PostgreSQL 15 or newer, as its owner', {
    secret: true,
    shownDefault: 'embedded PostgreSQL',
  }),
  appDatabaseUrl: optional(
    'APP_DATABASE_URL',
    url('postgres', 'postgresql'),
    'how gateway and orchestrators reach the database; its role is made, or given this password',
    { secret: true, shownDefault: 'a role of its own in DATABASE_URL' },
  ),
  busDatabaseUrl: optional(
    'BUS_DATABASE_URL',
    url('postgres', 'postgresql'),
    'how workers reach the bus; its role is made, or given this password',
    { secret: true, shownDefault: 'a role of its own in DATABASE_URL' },
  ),
  graceSeconds: workerSettings.graceSeconds,
  workspaceRoots: workerSettings.workspaceRoots,
  keysFile: optional('CADRE_KEYS_FILE', path, 'file with the data keys, token keys and bus keys', {
    shownDefault: '<CADRE_HOME>/keys.json',
  }),
  agentsDir: optional('AGENTS_DIR', path, 'folder with the agent definitions', { shownDefault: 'configs/agents' }),
  artifactsDir: optional('ARTIFACTS_DIR', path, 'folder that keeps artifacts', {
    shownDefault: '<CADRE_HOME>/artifacts',
  }),
  adminEmail: setting('CADRE_ADMIN_EMAIL', email, 'admin@localhost', 'email of the first admin'),
  adminPassword: optional('CADRE_ADMIN_PASSWORD', text, 'password of the first admin', {
    secret: true,
    shownDefault: 'generated and printed once',
  }),
  workers: setting(
    'CADRE_WORKERS',
    workerCounts,
    defaultWorkers(),
    'worker processes per team; a team not named gets none',
    {
      shownDefault: ONE_WORKER_PER_TEAM,
    },
  ),
  orchestrators: setting('CADRE_ORCHESTRATORS', integer(1, 20), 1, 'orchestrator processes'),
};

export type LauncherConfig = Settings<typeof launcherSettings> & {
  readonly keysFile: string;
  readonly artifactsDir: string;
};

/** Throws ConfigError. */
export function launcherConfig(env: Environment = process.env): LauncherConfig {
  const read = readEnvironment(launcherSettings, env, knownVariables);
  return Object.freeze({
    ...read,
    keysFile: read.keysFile ?? join(read.home, 'keys.json'),
    artifactsDir: read.artifactsDir ?? join(read.home, 'artifacts'),
  });
}

function defaultWorkers(): ReadonlyMap<string, number> {
  const parsed = workerCounts.parse(ONE_WORKER_PER_TEAM);
  return parsed.ok ? parsed.value : new Map();
}
