import { existsSync } from 'node:fs';
import { ConfigError } from '@cadre/config';
import { KeysFileError, MIN_PASSWORD_LENGTH } from '@cadre/crypto';
import { Database, migrate } from '@cadre/persistence';
import { checkKeys } from './check-keys';
import { prepareAccess, type DatabaseAccess, type GivenUrls } from './database-access';
import { createFirstAdmin, hasAdmin, type FirstAdmin, type FirstAdminOptions } from './first-admin';
import { prepareKeys, type KeyFiles } from './prepare-keys';
import { syncAgents } from './sync-agents';

export interface InstallationOptions extends KeyFiles, GivenUrls {
  /** Of the owner: who makes the tables. No service gets it. */
  readonly databaseUrl: string;
  readonly agentsDir: string;
  readonly adminEmail: string;
  readonly adminPassword: string | undefined;
  readonly adminPasswordFile: string;
}

export interface Installation {
  readonly access: DatabaseAccess;
  readonly firstAdmin: FirstAdmin | null;
}

/**
 * Brings an installation up to this version: keys, tables, bus, registry, first admin. Every part does nothing when it
 * was done before, so a kill at any point is mended by the next run.
 */
export async function migrateInstallation(options: InstallationOptions): Promise<Installation> {
  refuseShortPassword(options.adminPassword);
  await migrate(options.databaseUrl);
  const database = new Database({ url: options.databaseUrl, poolSize: 1, applicationName: 'cadre-start' });
  try {
    await refuseLostKeys(options.keysFile, database);
    const ring = prepareKeys(options);
    await checkKeys(database, ring, options.keysFile);
    const access = await prepareAccess(options.databaseUrl, ring, options);
    await syncAgents(database, options.agentsDir);
    return { access, firstAdmin: await createFirstAdmin(database, adminOptions(options)) };
  } finally {
    await database.close();
  }
}

async function refuseLostKeys(keysFile: string, database: Database): Promise<void> {
  if (existsSync(keysFile) || !(await hasAdmin(database))) return;
  throw new KeysFileError(
    `${keysFile} is missing, and what the database holds is sealed with its keys: restore it from a copy`,
  );
}

function adminOptions({ adminEmail, adminPassword, adminPasswordFile }: InstallationOptions): FirstAdminOptions {
  return { email: adminEmail, password: adminPassword, passwordFile: adminPasswordFile };
}

function refuseShortPassword(password: string | undefined): void {
  if (password !== undefined && [...password].length < MIN_PASSWORD_LENGTH) {
    throw new ConfigError([`CADRE_ADMIN_PASSWORD must have at least ${MIN_PASSWORD_LENGTH} characters`]);
  }
}
