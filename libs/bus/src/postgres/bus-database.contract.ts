import { emptyDatabase, type FreshDatabase } from '@cadre/testing';
import { installBusSchema } from './schema/install-bus-schema';

export type BusDatabase = Pick<FreshDatabase, 'url' | 'drop'>;

/** A database with nothing in it but the bus. */
export async function createBusDatabase(): Promise<BusDatabase> {
  const database = await emptyDatabase();
  await installBusSchema(database.url);
  return database;
}
