import { join } from 'node:path';
import type { LauncherConfig } from '@cadre/config';
import { busKeyFile, type HomeLayout } from './home/home-layout';
import type { InstallationOptions } from './migrate/migrate-installation';

/** What the migrate step is told, from the environment and the data folder. */
export function installationOptions(
  config: LauncherConfig,
  layout: HomeLayout,
  databaseUrl: string,
  projectDir: string,
): InstallationOptions {
  return {
    databaseUrl,
    appDatabaseUrl: config.appDatabaseUrl,
    busDatabaseUrl: config.busDatabaseUrl,
    keysFile: config.keysFile,
    agentsDir: config.agentsDir ?? join(projectDir, 'configs', 'agents'),
    adminEmail: config.adminEmail,
    adminPassword: config.adminPassword,
    adminPasswordFile: layout.adminPasswordFile,
    teams: [...config.workers.keys()],
    busKeyFileOf: (team) => busKeyFile(layout, team),
  };
}
