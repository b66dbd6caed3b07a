import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Only open dead letters are mirrored: a resolved one without a copy must not stand in the way of those that wait. */
export class UnmirroredDeadLetters1760000003000 implements MigrationInterface {
  readonly name = 'UnmirroredDeadLetters1760000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX dlq_tasks_unmirrored`);
    await runner.query(
      `CREATE INDEX dlq_tasks_unmirrored ON dlq_tasks (failed_at, dlq_id) WHERE mirrored_at IS NULL AND state = 'open'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX dlq_tasks_unmirrored`);
    await runner.query(`CREATE INDEX dlq_tasks_unmirrored ON dlq_tasks (failed_at) WHERE mirrored_at IS NULL`);
  }
}
