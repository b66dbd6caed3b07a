import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A caller's own id names one run of that caller. */
export class WorkflowExternalIds1760000021000 implements MigrationInterface {
  readonly name = 'WorkflowExternalIds1760000021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX workflows_external`);
    await runner.query(
      `CREATE UNIQUE INDEX workflows_external ON workflows (external_id, submitted_by) WHERE external_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX workflows_external`);
    await runner.query(`CREATE INDEX workflows_external ON workflows (external_id) WHERE external_id IS NOT NULL`);
  }
}
