import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks wait for people, too: what they are asked, and what they said. */
export class Approvals1760000054000 implements MigrationInterface {
  readonly name = 'Approvals1760000054000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE task_waits DROP CONSTRAINT task_waits_reason_check`);
    await runner.query(
      `ALTER TABLE task_waits ADD CONSTRAINT task_waits_reason_check CHECK (reason IN ('callback', 'approval'))`,
    );
    await runner.query(`ALTER TABLE task_waits ALTER COLUMN sealed_secret DROP NOT NULL`);
    await runner.query(
      `CREATE TABLE approvals (
         approval_id uuid PRIMARY KEY,
         task_id uuid NOT NULL,
         lease_no int NOT NULL,
         tool text NOT NULL,
         request_hash text NOT NULL,
         four_eyes boolean NOT NULL,
         sealed_arguments text NOT NULL,
         requested_at timestamptz NOT NULL DEFAULT now(),
         expires_at timestamptz NOT NULL,
         approved boolean,
         decided_at timestamptz,
         decided_by text,
         sealed_comment text,
         UNIQUE (task_id, lease_no),
         CONSTRAINT approvals_decided CHECK ((approved IS NULL) = (decided_at IS NULL)))`,
    );
    await runner.query(`CREATE INDEX approvals_open ON approvals (approval_id) WHERE approved IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE approvals`);
    await runner.query(`DELETE FROM task_waits WHERE reason = 'approval'`);
    await runner.query(`ALTER TABLE task_waits ALTER COLUMN sealed_secret SET NOT NULL`);
    await runner.query(`ALTER TABLE task_waits DROP CONSTRAINT task_waits_reason_check`);
    await runner.query(`ALTER TABLE task_waits ADD CONSTRAINT task_waits_reason_check CHECK (reason IN ('callback'))`);
  }
}
