/**
 * Our variables that one service reads and another passes on or ignores: seen by a service that does not read them,
 * they are no mistake. A spec holds this list against the schemas.
 */
export const knownVariables: readonly string[] = [
  'CADRE_HOME',
  'CADRE_KEYS_FILE',
  'CADRE_ADMIN_EMAIL',
  'CADRE_ADMIN_PASSWORD',
  'CADRE_ADMIN_PASSWORD_FILE',
  'CADRE_WORKERS',
  'CADRE_ORCHESTRATORS',
  'CADRE_CRASH_POINT',
  'CADRE_CRASH_POINT_COUNT',
];
