import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agents whose model nobody may ask for a while are not dispatched meanwhile. */
export class HeldAgents1760000055000 implements MigrationInterface {
  readonly name = 'HeldAgents1760000055000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agent_limits ADD COLUMN held_until timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE agent_limits DROP COLUMN held_until`);
  }
}
