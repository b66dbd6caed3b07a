import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OPERATIONS_DOWN, OPERATIONS_UP } from './sql/operations.sql';
import { REGISTRY_DOWN, REGISTRY_UP } from './sql/registry.sql';
import { TASK_RECORDS_DOWN, TASK_RECORDS_UP } from './sql/task-records.sql';
import { TASKS_DOWN, TASKS_UP } from './sql/tasks.sql';

/** The tables of the main job: tasks, agents, users, dead letters, audit. */
export class InitialSchema1760000000000 implements MigrationInterface {
  readonly name = 'InitialSchema1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...REGISTRY_UP, ...TASKS_UP, ...TASK_RECORDS_UP, ...OPERATIONS_UP]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...OPERATIONS_DOWN, ...TASK_RECORDS_DOWN, ...TASKS_DOWN, ...REGISTRY_DOWN]);
  }
}

async function runAll(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await runner.query(sql);
}
