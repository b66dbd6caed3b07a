import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { ALL_ENTITIES } from './entities/all-entities';
import { ALL_MIGRATIONS, MIGRATIONS_TABLE } from './migrations/all-migrations';

/**
 * The TypeORM door to the database: migrations and simple reads. Hot paths go through Database.
 * The caller initialises and destroys it.
 */
export function createDataSource(url: string, poolSize = 2): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'cadre-typeorm',
    entities: ALL_ENTITIES,
    migrations: ALL_MIGRATIONS,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'all',
    synchronize: false,
  });
}
