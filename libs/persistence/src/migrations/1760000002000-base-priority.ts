import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The priority a task was given, while ageing has raised the one it goes by. */
export class BasePriority1760000002000 implements MigrationInterface {
  readonly name = 'BasePriority1760000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE tasks ADD COLUMN base_priority smallint`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE tasks DROP COLUMN base_priority`);
  }
}
