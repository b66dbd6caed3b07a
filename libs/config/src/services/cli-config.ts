import { url } from '../reading/kinds';
import { readEnvironment, type Environment } from '../reading/read-environment';
import { optional, type Settings } from '../reading/setting';
import { knownVariables } from './known-variables';

/** What the command line reads; an option given with a command wins. */
export const cliSettings = {
  databaseUrl: optional('DATABASE_URL', url('postgres', 'postgresql'), 'the database that "cadre doctor" looks at', {
    secret: true,
    shownDefault: 'none',
  }),
};

export type CliConfig = Settings<typeof cliSettings>;

/** Throws ConfigError. */
export function cliConfig(env: Environment = process.env): CliConfig {
  return readEnvironment(cliSettings, env, knownVariables);
}
