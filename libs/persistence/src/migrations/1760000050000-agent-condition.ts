import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an agent's health is judged by: edits that were refused, and what the workers of its team have to offer. */
export class AgentCondition1760000050000 implements MigrationInterface {
  readonly name = 'AgentCondition1760000050000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agents ADD COLUMN rejected_edit jsonb`);
    await runner.query(`ALTER TABLE workers ADD COLUMN offers jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workers DROP COLUMN offers`);
    await runner.query(`ALTER TABLE agents DROP COLUMN rejected_edit`);
  }
}
