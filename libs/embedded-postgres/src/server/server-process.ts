import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { commandFor } from '../account/account';
import type { Footing } from '../account/choose-account';
import { ServerStartError } from '../errors';
import { readPostmasterPid } from './postmaster-pid';
import { findComplaint, logEnd, openServerLog } from './server-log';
import { serverArguments } from './settings';

export interface ServerOptions {
  readonly cluster: string;
  readonly port: number;
  readonly durable: boolean;
  readonly logFile: string;
}

const START_DEADLINE_MS = 60_000;
const POLL_MS = 20;

/** Starts the server and waits until it accepts connections. Throws ServerStartError with the server's own words. */
export async function startServer(footing: Footing, options: ServerOptions): Promise<ChildProcess> {
  const from = logEnd(options.logFile);
  const child = spawnServer(footing, options);
  const failure = await waitUntilReady(child, options.cluster);
  if (failure === undefined) return child;
  child.kill('SIGKILL');
  throw new ServerStartError(findComplaint(options.logFile, from) ?? failure);
}

function spawnServer(footing: Footing, { cluster, port, durable, logFile }: ServerOptions): ChildProcess {
  const log = openServerLog(logFile);
  const server = join(footing.binaries, 'bin', 'postgres');
  const { program, args, options } = commandFor(
    footing.account,
    ...dyingWithParent(server, serverArguments(cluster, port, durable)),
  );
  try {
    return spawn(program, args, {
      ...options,
      stdio: ['ignore', log, log],
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    });
  } finally {
    closeSync(log);
  }
}

/** Where the system can, the server gets the signal for a fast shutdown the moment we die, however we die. */
function dyingWithParent(program: string, args: readonly string[]): [string, readonly string[]] {
  const available = spawnSync('setpriv', ['--pdeathsig', 'INT', 'true'], { stdio: 'ignore' }).status === 0;
  return available ? ['setpriv', ['--pdeathsig', 'INT', '--', program, ...args]] : [program, args];
}

function waitUntilReady(child: ChildProcess, cluster: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: string) => {
      clearInterval(poll);
      clearTimeout(deadline);
      resolve(failure);
    };
    const poll = setInterval(() => {
      const file = readPostmasterPid(cluster);
      if (file?.ready === true && file.pid === child.pid) settle();
    }, POLL_MS);
    const deadline = setTimeout(() => settle('it was not ready after 60 s'), START_DEADLINE_MS);
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code, signal) => settle(`it ended with ${signal ?? `code ${code}`}`));
  });
}
