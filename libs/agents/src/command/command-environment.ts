import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxProfile } from '../sandbox/sandbox-profile';

/** What every command sees, and what the profile lets through of the worker's own variables. */
export function commandEnvironment(
  profile: SandboxProfile,
  host: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const handedIn = profile.environment.flatMap((name) =>
    host[name] === undefined ? [] : [[name, host[name]] as const],
  );
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    LANG: 'C.UTF-8',
    CI: 'true',
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    ...Object.fromEntries(handedIn),
  };
}

/** Whether one of the folders that commands are looked for in has a program of that name. */
export function hasProgram(name: string, { PATH = '' }: Readonly<Record<string, string>>): boolean {
  return PATH.split(':').some((folder) => existsSync(join(folder, name)));
}
