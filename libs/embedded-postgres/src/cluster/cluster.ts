import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Footing } from '../account/choose-account';
import { DataDirectoryError } from '../errors';
import { initialiseCluster } from './initdb';
import { writePrivateFile } from './secret-file';

/** The files of one database server below our data directory. */
export interface Cluster {
  readonly folder: string;
  readonly password: string;
}

/** The superuser of the embedded server. */
export const SUPERUSER = 'cadre';
const FOLDER = 'cluster';
const UNFINISHED = /^cluster\.\d+\.new$/;
const PASSWORD_FILE = 'cadre-password';

/**
 * The cluster of a data directory, made if there is none. It is prepared under another name together with its password
 * and then renamed, so that a kill at any moment leaves none or a whole one.
 */
export async function openCluster(dataDir: string, footing: Footing): Promise<Cluster> {
  const folder = join(dataDir, FOLDER);
  removeUnfinished(dataDir);
  if (!existsSync(folder)) await createCluster(dataDir, folder, footing);
  return { folder, password: readPassword(folder) };
}

async function createCluster(dataDir: string, folder: string, footing: Footing): Promise<void> {
  const unfinished = join(dataDir, `${FOLDER}.${process.pid}.new`);
  const owner = statSync(dataDir);
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(dataDir, `${FOLDER}.${process.pid}.password`);
  try {
    writePrivateFile(passwordFile, `${password}\n`, owner);
    await initialiseCluster(footing, unfinished, SUPERUSER, passwordFile);
    renameSync(passwordFile, join(unfinished, PASSWORD_FILE));
    renameSync(unfinished, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function removeUnfinished(dataDir: string): void {
  const names = readdirSync(dataDir).filter(
    (name) => UNFINISHED.test(name) || /^cluster\.\d+\.password(\.\d+\.tmp)?$/.test(name),
  );
  names.forEach((name) => rmSync(join(dataDir, name), { recursive: true, force: true }));
}

function readPassword(folder: string): string {
  try {
    return readFileSync(join(folder, PASSWORD_FILE), 'utf8').trim();
  } catch (cause) {
    throw new DataDirectoryError(`${folder} is not a database of ours (its ${PASSWORD_FILE} cannot be read)`, {
      cause,
    });
  }
}
