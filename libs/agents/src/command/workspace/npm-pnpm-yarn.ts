import { isInside } from './read-inside';

/** Who installs a project's packages and runs its scripts. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** Files by which a project shows its manager, surest first. */
const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** The manager that package.json names, or else the one whose lock file is there, or else npm. */
export function packageManagerOf(folder: string, manifest: Record<string, unknown>): PackageManager {
  const { packageManager: stated } = manifest;
  const named = typeof stated === 'string' ? /^(npm|pnpm|yarn)@/.exec(stated)?.[1] : undefined;
  const locked = LOCK_FILES.find(([file]) => isInside(folder, file))?.[1];
  return (named as PackageManager | undefined) ?? locked ?? 'npm';
}

/** Installs exactly what the lock file says, where there is one. */
export function installCommand(manager: PackageManager, folder: string): string {
  const isLocked = LOCK_FILES.some(([file, owner]) => owner === manager && isInside(folder, file));
  switch (manager) {
    case 'npm':
      return `npm ${isLocked ? 'ci' : 'install'} --no-audit --no-fund`;
    case 'pnpm':
      return `pnpm install${isLocked ? ' --frozen-lockfile' : ''}`;
    case 'yarn':
      // The second generation has another word for it, and a file of its own.
      return `yarn install${isLocked ? (isInside(folder, '.yarnrc.yml') ? ' --immutable' : ' --frozen-lockfile') : ''}`;
  }
}

/** Runs a script of package.json. `more` goes to the script. */
export function scriptCommand(manager: PackageManager, script: string, more = ''): string {
  const run = script === 'test' ? `${manager} test` : `${manager} run ${script}`;
  if (more === '') return run;
  // Only npm takes what follows for its own until it is told where the script's begins.
  return `${run}${manager === 'npm' ? ' --' : ''} ${more}`;
}
