import type { Environment } from './read-environment';

/**
 * The variables this process inherited, unread: for a process that starts others and hands on what their profile allows
 * by name. Settings of our own are read through the typed configs.
 */
export function inheritedEnvironment(): Environment {
  return process.env;
}
