import { join } from 'node:path';
import { PROJECT_DIR } from '@cadre/testing';

/** The environment of a service that loads this file of `preload` before its own code. */
export function preloaded(file: 'block-on-signal' | 'shift-clock', env: Readonly<Record<string, string>>) {
  return { NODE_OPTIONS: `--require=${join(PROJECT_DIR, 'tests/faults/time/preload', `${file}.cjs`)}`, ...env };
}
