import { spawnSync } from 'node:child_process';

let available: boolean | undefined;

/**
 * The command that makes the system kill the program the moment this process dies, however it dies. Where the system
 * cannot do that, the program itself: it notices that its channel to us is closed.
 */
export function dyingWithParent(
  program: string,
  args: readonly string[],
): { program: string; args: readonly string[] } {
  available ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;
  return available ? { program: 'setpriv', args: ['--pdeathsig', 'KILL', '--', program, ...args] } : { program, args };
}
