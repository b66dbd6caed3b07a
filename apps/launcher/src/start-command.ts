import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { launcherConfig, type Environment, type LauncherConfig } from '@cadre/config';
import { EmbeddedDatabase } from './database/embedded-database';
import { runDemo } from './demo/run-demo';
import { checkAddress } from './home/check-address';
import { busKeyFile, homeLayout, type HomeLayout } from './home/home-layout';
import { lockHome } from './home/home-lock';
import { openHome } from './home/open-home';
import { installationOptions } from './installation-options';
import type { TeardownStack } from './lifecycle/stack';
import { aborted } from './lifecycle/stop-signals';
import { forgetFirstPassword, type FirstAdmin } from './migrate/first-admin';
import { migrateInstallation } from './migrate/migrate-installation';
import type { ConsoleTerminal } from './output/terminal';
import { checkBroker } from './services/check-broker';
import { checkServiceEnvironments, listServices, type ServiceSurroundings } from './services/list-services';
import { publicUrl } from './services/public-url';
import { Supervisor } from './supervisor/supervisor';

export interface StartContext {
  readonly env: Environment;
  readonly projectDir: string;
  readonly terminal: ConsoleTerminal;
  readonly demo: boolean;
  /** Aborted when somebody asks to stop. */
  readonly stop: AbortSignal;
  /** Undoes, in the opposite order, what was done so far. */
  readonly teardown: TeardownStack;
  /** Called with a way to end all services at once, for those who have no patience left. */
  readonly onSupervisor: (supervisor: Supervisor) => void;
}

/** Brings everything up, shows the demonstration, and stays until somebody asks to stop. */
export async function startEverything(context: StartContext): Promise<void> {
  const config = launcherConfig(context.env);
  checkServiceEnvironments(surroundingsOf(context, config, 'postgres://checked/later', 'postgres://checked/later'));
  const layout = await occupy(config, context);
  await checkBroker(config);
  const databaseUrl = config.databaseUrl ?? (await openEmbedded(layout, context));
  if (context.stop.aborted) return;
  const installation = await migrateInstallation(installationOptions(config, layout, databaseUrl, context.projectDir));
  if (context.stop.aborted) return;
  const { serviceUrl, workerUrl } = installation.access;
  const services = listServices(surroundingsOf(context, config, serviceUrl, workerUrl));
  const supervisor = new Supervisor({
    specs: services,
    projectDir: context.projectDir,
    logsDir: layout.logs,
    processesFile: layout.processesFile,
    terminal: context.terminal,
  });
  context.onSupervisor(supervisor);
  context.teardown.add(() => supervisor.stop());
  supervisor.start();
  await Promise.race([supervisor.ready(), aborted(context.stop)]);
  if (context.stop.aborted) return;
  await welcome(context, config, layout, installation.firstAdmin);
  await aborted(context.stop);
}

/** Takes the data folder and makes sure the address is free, before anything is started. */
async function occupy(config: LauncherConfig, { terminal, teardown }: StartContext): Promise<HomeLayout> {
  const layout = openHome(config.home);
  teardown.add(lockHome(layout.lockFile, publicUrl(config)));
  terminal.keepIn(join(layout.logs, 'launcher.log'));
  await checkAddress(config.host, config.port);
  return layout;
}

async function openEmbedded(layout: HomeLayout, { terminal, teardown }: StartContext): Promise<string> {
  const database = await EmbeddedDatabase.open(layout.database, terminal);
  teardown.add(() => database.stop());
  return database.url;
}

function surroundingsOf(
  { env, projectDir }: StartContext,
  config: LauncherConfig,
  databaseUrl: string,
  workerBusUrl: string,
): ServiceSurroundings {
  const layout = homeLayout(config.home);
  return { config, env, projectDir, databaseUrl, workerBusUrl, busKeyFileOf: (team) => busKeyFile(layout, team) };
}

async function welcome(
  { terminal, demo, projectDir, stop }: StartContext,
  config: LauncherConfig,
  layout: HomeLayout,
  firstAdmin: FirstAdmin | null,
): Promise<void> {
  const baseUrl = publicUrl(config);
  terminal.say(`Cadre is ready at ${baseUrl}`);
  terminal.say(`  API description ${baseUrl}/docs · logs ${layout.logs} · Ctrl-C stops`);
  if (firstAdmin?.generated === true) {
    // Not through the terminal's log file: a password belongs on the screen alone.
    process.stdout.write(`  First admin: ${firstAdmin.email}, password ${firstAdmin.password} (shown once; keep it)\n`);
    forgetFirstPassword(layout.adminPasswordFile);
  }
  if (!demo || firstAdmin === null || existsSync(layout.demoMarker)) return;
  const { email, password } = firstAdmin;
  await runDemo({ baseUrl, email, password, projectDir, marker: layout.demoMarker, terminal, signal: stop });
}
