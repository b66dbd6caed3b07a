import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PARTITION_FUNCTIONS_DOWN, partitionFunctionsUp } from './sql/partition-functions.sql';

/** Services make and drop partitions through functions: their own logins have no right to change the schema. */
export class PartitionFunctions1760000001000 implements MigrationInterface {
  readonly name = 'PartitionFunctions1760000001000';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    for (const sql of partitionFunctionsUp(schema)) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of PARTITION_FUNCTIONS_DOWN) await runner.query(sql);
  }
}
