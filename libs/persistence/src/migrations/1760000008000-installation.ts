import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells this installation from others at a broker: it lasts as long as the database, and goes with its backups. */
export class Installation1760000008000 implements MigrationInterface {
  readonly name = 'Installation1760000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE installation (
         installation_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
         created_at timestamptz NOT NULL DEFAULT now()
       )`,
    );
    await runner.query(`CREATE UNIQUE INDEX installation_only ON installation ((true))`);
    await runner.query(`INSERT INTO installation DEFAULT VALUES`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE installation`);
  }
}
