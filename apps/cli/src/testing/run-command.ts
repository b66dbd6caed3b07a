import { runCli } from '../program';

/** Runs a command line as a shell would see it. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const exitCode = await runCli(args, {
    env,
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
  });
  return { exitCode, ...written };
}
