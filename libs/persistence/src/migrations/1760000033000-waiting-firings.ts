import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Firings that wait are found among themselves, however many there ever were. */
export class WaitingFirings1760000033000 implements MigrationInterface {
  readonly name = 'WaitingFirings1760000033000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX schedule_runs_waiting ON schedule_runs (schedule_id, fire_time) WHERE status = 'queued'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX schedule_runs_waiting`);
  }
}
