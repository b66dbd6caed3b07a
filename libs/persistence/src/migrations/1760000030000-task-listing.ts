import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TASK_LISTING_DOWN, TASK_LISTING_UP } from './sql/task-listing.sql';

/** Lists of tasks look into a table of their own; a move writes four index entries less. */
export class TaskListing1760000030000 implements MigrationInterface {
  readonly name = 'TaskListing1760000030000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of TASK_LISTING_UP) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of TASK_LISTING_DOWN) await runner.query(sql);
  }
}
