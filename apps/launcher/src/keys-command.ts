import { join } from 'node:path';
import { busKeyFile } from './home/home-layout';
import { openHome } from './home/open-home';
import { prepareKeys } from './migrate/prepare-keys';

/** Writes the keys of an installation below a folder, for those who keep them in a secret store. Keeps existing ones. */
export function writeKeys(folder: string): void {
  const layout = openHome(folder);
  prepareKeys({ keysFile: join(folder, 'keys.json'), teams: [], busKeyFileOf: (team) => busKeyFile(layout, team) });
}
