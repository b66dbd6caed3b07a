import { fork } from 'node:child_process';
import { ChaosUsageError, readOptions } from './options';
import { ChaosAbortedError, runChaos } from './run-chaos';
import { printed } from './verdict/report';

const STOP = ['SIGINT', 'SIGTERM'] as const;

/** `npm run chaos -- --seed N --faults N --tasks N --bus postgres|rabbitmq`. Exits with 0 when everything held. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  return process.send === undefined ? runApart() : run(options);
}

/**
 * A terminal sends Ctrl-C to everybody in it, also to the database and the broker that are still needed to end in order: so
 * the run has a session of its own, and hears of it from here.
 */
function runApart(): Promise<number> {
  const child = fork(__filename, process.argv.slice(2), { detached: true, execArgv: process.execArgv });
  for (const name of STOP) process.on(name, () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function run(options: ReturnType<typeof readOptions>): Promise<number> {
  const interrupted = new AbortController();
  for (const name of STOP) process.on(name, () => interrupted.abort());
  process.once('disconnect', () => interrupted.abort());
  const startedAt = Date.now();
  const tell = (line: string) => say(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)}  ${line}`);
  const report = await runChaos(options, { signal: interrupted.signal, tell });
  say(printed(report));
  return report.ok ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof ChaosUsageError || error instanceof ChaosAbortedError;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
