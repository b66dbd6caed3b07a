import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshDatabase } from '@cadre/testing';
import { Database } from '../database/database';
import { describeSchema } from './describe-schema';

const SNAPSHOT = join(__dirname, '../../schema.sql');

describe('schema.sql', () => {
  it('shows the schema as the migrations make it (written anew with WRITE_SCHEMA=1)', async () => {
    const database = await freshDatabase();
    const db = new Database({ url: database.url });
    try {
      const described = await describeSchema(db);
      if (process.env['WRITE_SCHEMA']) await writeFile(SNAPSHOT, described);
      expect(described).toBe(await readFile(SNAPSHOT, 'utf8'));
    } finally {
      await db.close();
      await database.drop();
    }
  });
});
