import { freshDatabase } from '@cadre/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { newTask, StoreFixture, submissionOf } from '../testing/store-fixture';
import { TaskEntity } from './task.entity';
import { TaskEventEntity } from './task-event.entity';

let store: StoreFixture;
let source: DataSource;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  source = await createDataSource(database.url).initialize();
  drop = () => database.drop();
});
afterAll(async () => {
  await source.destroy();
  await store.close();
  await drop();
});

interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly key: boolean;
}

const COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable,
         EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS key
    FROM pg_attribute a
   WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attname`;

describe('entities', () => {
  it('stand for every table', async () => {
    const tables = await store.sql<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname <> 'cadre_migrations'`,
    );
    const entities = source.entityMetadatas.map((entity) => entity.tableName);
    expect(entities.sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('have the columns, types and keys of their tables', async () => {
    for (const entity of source.entityMetadatas) {
      const catalog = await store.sql<CatalogColumn>(COLUMNS, entity.tableName);
      const columns = entity.columns.map((column) => ({
        name: column.databaseName,
        type: source.driver.normalizeType(column) + (column.isArray ? '[]' : ''),
        nullable: column.isNullable,
        key: column.isPrimary,
      }));
      expect({ table: entity.tableName, columns: columns.sort((a, b) => (a.name < b.name ? -1 : 1)) }).toEqual({
        table: entity.tableName,
        columns: catalog,
      });
    }
  });

  it('read what the statements wrote', async () => {
    const task = newTask({ tags: ['a'] });
    await store.submissions.submit(submissionOf(task));
    const found = await source.getRepository(TaskEntity).findOneByOrFail({ task_id: task.taskId });
    expect(found).toMatchObject({ status: 'pending', tags: ['a'], agent_id: 'echo' });
    expect(await source.getRepository(TaskEventEntity).countBy({ task_id: task.taskId })).toBe(1);
  });
});
