import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { BenchError } from './errors';
import { BenchUsageError, readOptions, type BenchOptions } from './options';
import { holds } from './report/report';
import { table } from './report/table';
import { writeDocs } from './report/write-docs';
import { runBench } from './run-bench';

const STOP = ['SIGINT', 'SIGTERM'] as const;

/** `npm run bench`. Exits with 0 when every figure keeps its limit, with 2 when one does not. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  return process.send === undefined ? runApart() : run(options);
}

/** A terminal sends Ctrl-C to everybody in it: the run has a session of its own, and ends its database and broker itself. */
function runApart(): Promise<number> {
  const child = fork(__filename, process.argv.slice(2), { detached: true, execArgv: process.execArgv });
  for (const name of STOP) process.on(name, () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function run(options: BenchOptions): Promise<number> {
  const interrupted = new AbortController();
  for (const name of STOP) process.on(name, () => interrupted.abort());
  process.once('disconnect', () => interrupted.abort());
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const report = await runBench(options, { signal: interrupted.signal, tell });
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
  if (options.writeDocs) writeDocs(report);
  process.stdout.write(`${table(report)}\n`);
  return report.rows.every((row) => holds(row) !== false) ? 0 : 2;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof BenchUsageError || error instanceof BenchError;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
