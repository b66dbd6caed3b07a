import { CronCalendar } from '@cadre/cron';
import { type CheckReport, runChecks } from '@cadre/persistence';
import { type Command, InvalidArgumentError } from 'commander';
import { ExitCode } from '../exit-code';
import { verifyReport, verifyReportJson } from '../output/verify-report';
import type { Terminal } from '../terminal';
import { type DatabaseOption, databaseUrl, withInstallation } from './installation-database';
import { readJournal } from './read-journal';

interface VerifyOptions extends DatabaseOption {
  readonly journal?: string;
  readonly json?: true;
  readonly expectFinished?: true;
  readonly recoverySeconds?: number;
}

/** Adds `cadre doctor verify`: exits 0 when all checks hold, 1 when one does not. */
export function doctorVerify(doctor: Command, terminal: Terminal, finish: (exitCode: ExitCode) => void): void {
  doctor
    .command('verify')
    .description('Checks what must hold after any fault: nothing lost, nothing twice, every event accounted for')
    .option('--database-url <url>', 'the database to look at (default: DATABASE_URL)')
    .option('--journal <file>', 'what clients got accepted: one task id, or one JSON object with task_id, per line')
    .option('--json', 'write the report as JSON')
    .option('--expect-finished', 'all work was waited for: a task that has not ended is a violation')
    .option('--recovery-seconds <n>', 'how long after a deadline a task may still be on its way', seconds)
    .action(async (options: VerifyOptions) => {
      const reports = await verify(databaseUrl(options, terminal), options);
      terminal.out(options.json ? verifyReportJson(reports) : verifyReport(reports));
      finish(reports.some(({ violations }) => violations > 0) ? ExitCode.Failed : ExitCode.Ok);
    });
}

function seconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number of seconds is needed.');
  return Number(text);
}

async function verify(url: string, options: VerifyOptions): Promise<CheckReport[]> {
  const { journal, expectFinished = false, recoverySeconds } = options;
  return withInstallation(url, (db) =>
    runChecks(
      db,
      { calendar: new CronCalendar() },
      {
        expectFinished,
        ...(recoverySeconds !== undefined && { recoverySeconds }),
        ...(journal !== undefined && { journal: readJournal(journal) }),
      },
    ),
  );
}
