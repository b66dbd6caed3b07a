import { join, resolve } from 'node:path';
import { parseCommandLine, USAGE } from './command-line';
import { exitCodeOf, explainFailure } from './explain-failure';
import { TeardownStack } from './lifecycle/stack';
import { listenForStop } from './lifecycle/stop-signals';
import { migrateOnly } from './migrate-command';
import { writeKeys } from './keys-command';
import { ConsoleTerminal } from './output/terminal';
import { startEverything } from './start-command';
import type { Supervisor } from './supervisor/supervisor';

/** dist/apps/launcher/src → the project. */
const projectDir = join(__dirname, '..', '..', '..', '..');

async function main(args: readonly string[]): Promise<number> {
  const terminal = new ConsoleTerminal();
  try {
    const command = parseCommandLine(args);
    switch (command.kind) {
      case 'help':
        terminal.say(USAGE);
        return 0;
      case 'migrate':
        await migrateOnly(process.env, projectDir, terminal);
        return 0;
      case 'keys':
        writeKeys(resolve(command.folder));
        terminal.say(`Keys are in ${resolve(command.folder)}; put them into a secret store and remove the folder`);
        return 0;
      case 'start':
        return await start(terminal, command.demo);
    }
  } catch (error) {
    terminal.warn(explainFailure(error));
    return exitCodeOf(error);
  }
}

async function start(terminal: ConsoleTerminal, demo: boolean): Promise<number> {
  const teardown = new TeardownStack();
  let supervisor: Supervisor | undefined;
  const { signal, release } = listenForStop(() => {
    terminal.warn('Stopping at once');
    supervisor?.kill();
  });
  signal.addEventListener('abort', () => terminal.say('Stopping … (what runs may finish; Ctrl-C again stops at once)'));
  let failure: unknown;
  try {
    const onSupervisor = (started: Supervisor) => (supervisor = started);
    await startEverything({ env: process.env, projectDir, terminal, demo, stop: signal, teardown, onSupervisor });
  } catch (error) {
    failure = error;
    terminal.warn(explainFailure(error));
  }
  const failures = await teardown.run();
  for (const error of failures) terminal.warn(explainFailure(error));
  release();
  if (failure !== undefined) return exitCodeOf(failure);
  if (failures.length > 0) return 1;
  terminal.say('Stopped');
  return 0;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
