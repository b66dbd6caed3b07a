import type { MigrationInterface, QueryRunner } from 'typeorm';

const DUE = 'CREATE INDEX workflow_steps_due ON workflow_steps (due_at) WHERE due_at IS NOT NULL AND status';

/**
 * Folds are counted, and each step bears the number of the fold that wrote it last: an orchestrator that knows a run as it
 * was reads only what has changed since. Steps that run may have a time limit, too.
 */
export class WorkflowFolds1760000022000 implements MigrationInterface {
  readonly name = 'WorkflowFolds1760000022000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE workflows ADD COLUMN fold_no int NOT NULL DEFAULT 0`);
    await runner.query(`ALTER TABLE workflow_steps ADD COLUMN fold_no int NOT NULL DEFAULT 0`);
    await runner.query(`CREATE INDEX workflow_steps_changed ON workflow_steps (workflow_id, fold_no) WHERE scope = ''`);
    await runner.query(`DROP INDEX workflow_steps_due`);
    await runner.query(`${DUE} IN ('running', 'waiting')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX workflow_steps_due`);
    await runner.query(`${DUE} = 'waiting'`);
    await runner.query(`DROP INDEX workflow_steps_changed`);
    await runner.query(`ALTER TABLE workflow_steps DROP COLUMN fold_no`);
    await runner.query(`ALTER TABLE workflows DROP COLUMN fold_no`);
  }
}
