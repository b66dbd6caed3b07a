import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { commandFor } from '../account/account';
import type { Footing } from '../account/choose-account';
import { ServerStartError } from '../errors';

/** Runs initdb. Throws ServerStartError with its last words. */
export async function initialiseCluster(
  footing: Footing,
  folder: string,
  superuser: string,
  passwordFile: string,
): Promise<void> {
  const args = [
    ...['--pgdata', folder, '--username', superuser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // No sync: a crash of the machine within this second costs a database that holds nothing yet.
    ...['--no-sync', '--no-instructions', '--locale', 'C.UTF-8', '--encoding', 'UTF8'],
  ];
  const {
    program,
    args: fullArgs,
    options,
  } = commandFor(footing.account, join(footing.binaries, 'bin', 'initdb'), args);
  const child = spawn(program, fullArgs, {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
  });
  let complaint = '';
  child.stderr?.on('data', (part: Buffer) => (complaint += part.toString()));
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : lastLine(complaint)));
  });
  if (failure !== undefined)
    throw new ServerStartError(`The database directory ${folder} could not be prepared: ${failure}`);
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const error = lines.find((line) => /error|fatal/i.test(line)) ?? lines.at(-1) ?? 'initdb failed without a word';
  return error.replace(/^initdb: (error: )?/, '').trim();
}
