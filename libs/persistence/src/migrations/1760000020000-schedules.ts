import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SCHEDULES_DOWN, SCHEDULES_UP } from './sql/schedules.sql';

/** Schedules and their firings. */
export class Schedules1760000020000 implements MigrationInterface {
  readonly name = 'Schedules1760000020000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of SCHEDULES_UP) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of SCHEDULES_DOWN) await runner.query(sql);
  }
}
