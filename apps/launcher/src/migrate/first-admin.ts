import { existsSync, readFileSync, rmSync } from 'node:fs';
import { generatePassword, PasswordHasher, uuidv7, writeSecretFile } from '@cadre/crypto';
import { UserStore, type Database } from '@cadre/persistence';

export interface FirstAdmin {
  readonly email: string;
  readonly password: string;
  /** A generated one is shown to the person once. */
  readonly generated: boolean;
}

export interface FirstAdminOptions {
  readonly email: string;
  readonly password: string | undefined;
  /** Keeps a generated password until it has been shown: a kill in between must not lock everybody out. */
  readonly passwordFile: string;
}

/** Makes the first admin. Null when there is one already and its password was shown. */
export async function createFirstAdmin(database: Database, options: FirstAdminOptions): Promise<FirstAdmin | null> {
  const kept = existsSync(options.passwordFile) ? readFileSync(options.passwordFile, 'utf8').trim() : undefined;
  const password = options.password ?? kept ?? generatePassword();
  if (options.password === undefined && kept === undefined) {
    if (await hasAdmin(database)) return null;
    writeSecretFile(options.passwordFile, `${password}\n`);
  }
  const outcome = await insertAdmin(database, options.email, password);
  if (options.password !== undefined)
    return outcome === 'created' ? { email: options.email, password, generated: false } : null;
  return { email: options.email, password, generated: true };
}

/** To be called once the generated password stands on the person's screen. */
export function forgetFirstPassword(passwordFile: string): void {
  rmSync(passwordFile, { force: true });
}

async function insertAdmin(database: Database, email: string, password: string): Promise<'created' | 'present'> {
  if (await hasAdmin(database)) return 'present';
  const passwordHash = await new PasswordHasher().hash(password);
  return new UserStore(database).createFirstAdmin({ userId: uuidv7(), email, passwordHash });
}

/** True once anybody can log in. */
export async function hasAdmin(database: Database): Promise<boolean> {
  const { users } = await new UserStore(database).list({ limit: 1, offset: 0 });
  return users.length > 0;
}
