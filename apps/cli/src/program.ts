import { ConfigError } from '@cadre/config';
import { DatabaseBusyError, DatabaseUnavailableError } from '@cadre/persistence';
import { Command, CommanderError } from 'commander';
import { doctorRestored } from './commands/doctor-restored';
import { doctorVerify } from './commands/doctor-verify';
import { ExitCode } from './exit-code';
import type { Terminal } from './terminal';
import { UsageError } from './usage.error';

/** Runs one command line and answers the exit code; never throws, never exits. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.Ok;
  const program = new Command('cadre')
    .description('Looks after a Cadre installation')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  const doctor = program.command('doctor').description('Examines an installation');
  doctorVerify(doctor, terminal, (code) => {
    exitCode = code;
  });
  doctorRestored(doctor, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, terminal);
  }
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  // Commander has written its message already; asking for help is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  terminal.err(`cadre: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError || error instanceof ConfigError) return ExitCode.Usage;
  if (error instanceof DatabaseUnavailableError || error instanceof DatabaseBusyError) return ExitCode.Unreachable;
  return ExitCode.Failed;
}
