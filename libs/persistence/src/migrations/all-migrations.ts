import { InitialSchema1760000000000 } from './1760000000000-initial-schema';
import { PartitionFunctions1760000001000 } from './1760000001000-partition-functions';

/** Every migration, oldest first. A released migration never changes. */
export const ALL_MIGRATIONS = [InitialSchema1760000000000, PartitionFunctions1760000001000];

/** Where TypeORM notes which ones have run. */
export const MIGRATIONS_TABLE = 'cadre_migrations';
