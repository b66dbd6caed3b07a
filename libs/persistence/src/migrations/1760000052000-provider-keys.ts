import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workers share the limits of a provider's key; here they find out about each other. */
export class ProviderKeys1760000052000 implements MigrationInterface {
  readonly name = 'ProviderKeys1760000052000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE provider_keys (
         key_id text NOT NULL,
         worker_id text NOT NULL,
         team text NOT NULL,
         wanted_per_minute float8 NOT NULL,
         heard_at timestamptz NOT NULL,
         pause_no bigint NOT NULL,
         paused_until timestamptz NOT NULL,
         PRIMARY KEY (key_id, worker_id)) WITH (fillfactor = 50)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE provider_keys`);
  }
}
