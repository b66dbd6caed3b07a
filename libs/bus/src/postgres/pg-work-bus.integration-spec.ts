import { workBusContract } from '../testing/work-bus.contract';
import { createBusDatabase, type BusDatabase } from './bus-database.contract';
import { PgHarness } from './pg-harness.contract';

describe('the work bus on PostgreSQL', () => {
  let database: BusDatabase;
  beforeAll(async () => {
    database = await createBusDatabase();
  });
  afterAll(() => database.drop());

  workBusContract(async () => new PgHarness(database.url));
});
