import { makeRestoredSafe } from '@cadre/persistence';
import type { Command } from 'commander';
import type { Terminal } from '../terminal';
import { type DatabaseOption, databaseUrl, withInstallation } from './installation-database';

/** Adds `cadre doctor restored`: makes a restored backup safe to be worked on. */
export function doctorRestored(doctor: Command, terminal: Terminal): void {
  doctor
    .command('restored')
    .description('After a backup was restored, before services start: makes what workers and broker still hold void')
    .option('--database-url <url>', 'the restored database (default: DATABASE_URL)')
    .action(async (option: DatabaseOption) => {
      const { leasesReplaced, takenBack } = await withInstallation(databaseUrl(option, terminal), makeRestoredSafe);
      terminal.out(`${leasesReplaced} live leases replaced: their attempts are lost and run again.\n`);
      terminal.out(`${takenBack} queued tasks taken back: they are dispatched again.\n`);
    });
}
