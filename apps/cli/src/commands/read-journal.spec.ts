import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../usage.error';
import { readJournal } from './read-journal';

describe('readJournal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function read(...lines: string[]): Promise<string[]> {
    const file = join(folder, 'journal');
    writeFileSync(file, lines.join('\n'));
    const ids: string[] = [];
    for await (const id of readJournal(file)) ids.push(id);
    return ids;
  }

  it('takes plain ids, and objects with a task_id', async () => {
    expect(await read('a', '  b  ', '', '{"task_id": "c", "at": 1}', '{"task_id": "d", "outcome": "ok"}\r')).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('passes over what was not promised', async () => {
    const lines = [
      '{"task_id": "a", "outcome": "unknown"}',
      '{"task_id": "b", "outcome": "err"}',
      '{"intent": "submit"}',
    ];
    expect(await read(...lines)).toEqual([]);
  });

  it.each([
    ['a file that is not there', () => readJournal(join(folder, 'none'))],
    ['a line that is no JSON', () => readJournal(written('{"task_id": '))],
  ])('refuses %s by name', async (_, open) => {
    await expect(open().next()).rejects.toThrow(UsageError);
    await expect(open().next()).rejects.toThrow(/^The journal .+ cannot be read: /);
  });

  function written(text: string): string {
    const file = join(folder, 'broken');
    writeFileSync(file, text);
    return file;
  }
});
