import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sums of usage look at attempts that used a model, and only those have an entry here. */
export class UsageIndex1760000051000 implements MigrationInterface {
  readonly name = 'UsageIndex1760000051000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX task_history_usage ON task_history (finished_at) WHERE usage IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX task_history_usage`);
  }
}
