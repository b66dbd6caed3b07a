import { ConfigError, launcherConfig, type Environment } from '@cadre/config';
import { openHome } from './home/open-home';
import { installationOptions } from './installation-options';
import { forgetFirstPassword } from './migrate/first-admin';
import { migrateInstallation } from './migrate/migrate-installation';
import type { Terminal } from './output/terminal';

/** Prepares an installation whose services are started by somebody else, such as Docker Compose or Kubernetes. */
export async function migrateOnly(env: Environment, projectDir: string, terminal: Terminal): Promise<void> {
  const config = launcherConfig(env);
  if (config.databaseUrl === undefined) throw new ConfigError(['DATABASE_URL is required: the database to prepare']);
  const layout = openHome(config.home);
  const { firstAdmin } = await migrateInstallation(installationOptions(config, layout, config.databaseUrl, projectDir));
  if (firstAdmin?.generated === true) {
    terminal.say(`First admin: ${firstAdmin.email}, password ${firstAdmin.password} (shown once)`);
    forgetFirstPassword(layout.adminPasswordFile);
  }
  terminal.say('The installation is up to date');
}
