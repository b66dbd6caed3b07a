import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What steps and runs put out is forgotten before the runs are; the run says so. */
export class ExpiredOutputs1760000031000 implements MigrationInterface {
  readonly name = 'ExpiredOutputs1760000031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workflows ADD COLUMN outputs_expired_at timestamptz`);
    await runner.query(
      `CREATE INDEX workflows_with_outputs ON workflows (completed_at)
         WHERE completed_at IS NOT NULL AND outputs_expired_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX workflows_with_outputs`);
    await runner.query(`ALTER TABLE workflows DROP COLUMN outputs_expired_at`);
  }
}
