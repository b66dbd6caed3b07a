import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the few tasks that begin with files: what they need is kept. */
export class TasksWithFiles1760000060000 implements MigrationInterface {
  readonly name = 'TasksWithFiles1760000060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX tasks_with_files ON tasks (task_id) WHERE cardinality(input_artifacts) > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX tasks_with_files`);
  }
}
