import { ChaosUsageError, readOptions } from './options';
import { ChaosAbortedError, runChaos } from './run-chaos';
import { printed } from './verdict/report';

/** `npm run chaos -- --seed N --faults N --tasks N --bus postgres|rabbitmq`. Exits with 0 when everything held. */
async function main(): Promise<number> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  const options = readOptions(process.argv.slice(2));
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
