import type { MigrationInterface, QueryRunner } from 'typeorm';

const OUTCOMES = `'completed', 'failed', 'timeout', 'worker_lost', 'handed_back', 'cancelled'`;

const constrain = (outcomes: string): string[] => [
  `ALTER TABLE task_history DROP CONSTRAINT task_history_outcome_check`,
  `ALTER TABLE task_history ADD CONSTRAINT task_history_outcome_check CHECK (outcome IN (${outcomes})) NOT VALID`,
  `ALTER TABLE task_history VALIDATE CONSTRAINT task_history_outcome_check`,
];

/** Tasks wait for somebody outside: what for, until when, and which answers have come. */
export class TaskWaits1760000053000 implements MigrationInterface {
  readonly name = 'TaskWaits1760000053000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE task_waits (
         task_id uuid PRIMARY KEY,
         lease_no int NOT NULL,
         reason text NOT NULL CHECK (reason IN ('callback')),
         token_hash text NOT NULL UNIQUE,
         sealed_secret text NOT NULL,
         created_at timestamptz NOT NULL DEFAULT now(),
         expires_at timestamptz NOT NULL,
         answered_at timestamptz,
         answer_ids text[] NOT NULL DEFAULT '{}')`,
    );
    await runner.query(`CREATE INDEX task_waits_expiry ON task_waits (expires_at) WHERE answered_at IS NULL`);
    for (const sql of constrain(`${OUTCOMES}, 'waiting'`)) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM task_history WHERE outcome = 'waiting'`);
    for (const sql of constrain(OUTCOMES)) await runner.query(sql);
    await runner.query(`DROP TABLE task_waits`);
  }
}
