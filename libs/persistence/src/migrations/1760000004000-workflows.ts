import type { MigrationInterface, QueryRunner } from 'typeorm';
import { WORKFLOW_RUNS_DOWN, WORKFLOW_RUNS_UP } from './sql/workflow-runs.sql';
import { WORKFLOW_TASKS_DOWN, WORKFLOW_TASKS_UP } from './sql/workflow-tasks.sql';
import { WORKFLOW_TEMPLATES_DOWN, WORKFLOW_TEMPLATES_UP } from './sql/workflow-templates.sql';

/** Workflows: templates, runs, steps, and the tasks that belong to them. */
export class Workflows1760000004000 implements MigrationInterface {
  readonly name = 'Workflows1760000004000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [...WORKFLOW_TEMPLATES_UP, ...WORKFLOW_RUNS_UP, ...WORKFLOW_TASKS_UP];
    for (const sql of statements) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [...WORKFLOW_TASKS_DOWN, ...WORKFLOW_RUNS_DOWN, ...WORKFLOW_TEMPLATES_DOWN];
    for (const sql of statements) await runner.query(sql);
  }
}
