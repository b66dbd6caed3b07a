import { TEAMS } from '@cadre/contracts';
import { loadOrCreateKeys, writeBusKeyFile, type KeyRing } from '@cadre/crypto';

export interface KeyFiles {
  readonly keysFile: string;
  /** Teams besides the well-known ones. */
  readonly teams: readonly string[];
  readonly busKeyFileOf: (team: string) => string;
}

/** Makes what is missing of the keys, and the file with its team's bus key for every worker. */
export function prepareKeys({ keysFile, teams, busKeyFileOf }: KeyFiles): KeyRing {
  const all = [...new Set<string>([...TEAMS, ...teams])];
  const ring = loadOrCreateKeys(keysFile, all);
  for (const team of all) writeBusKeyFile(busKeyFileOf(team), team, ring);
  return ring;
}
