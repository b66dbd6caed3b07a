import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../cluster/secret-file';

/** What is remembered between starts: the port, and who started the server last. Losing it costs nothing but the port. */
export interface ServerState {
  readonly port: number;
  readonly owner: { readonly pid: number; readonly mark: string };
}

const FILE = 'state.json';

/** The remembered state; undefined when there is none or it cannot be understood. */
export function readServerState(dataDir: string): ServerState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as ServerState;
    const valid =
      Number.isInteger(state.port) && Number.isInteger(state.owner.pid) && typeof state.owner.mark === 'string';
    return valid ? state : undefined;
  } catch {
    return undefined;
  }
}

export function writeServerState(dataDir: string, state: ServerState): void {
  writePrivateFile(join(dataDir, FILE), JSON.stringify(state));
}
