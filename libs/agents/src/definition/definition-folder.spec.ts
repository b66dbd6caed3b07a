import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefinitionFolder } from './definition-folder';

describe('a folder of definitions that is edited while in use', () => {
  let dir: string;
  let folder: DefinitionFolder;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'definitions-'));
    folder = new DefinitionFolder(dir);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function write(agentId: string, description = 'D', team = 'testing', executor = 'builtin'): void {
    mkdirSync(join(dir, team), { recursive: true });
    const lines = [
      ...[`agent_id: ${agentId}`, 'name: N', `team: ${team}`, `description: ${description}`, `executor: ${executor}`],
      'parameters: { type: object }',
    ];
    const path = join(dir, team, `${agentId}.md`);
    writeFileSync(`${path}.new`, ['---', ...lines, '---', ''].join('\n'));
    renameSync(`${path}.new`, path);
  }

  const ids = (): string[] => folder.current.definitions.map(({ agent_id }) => agent_id);

  it('says whether anything has changed since the last look', () => {
    write('a');
    expect(folder.refresh()).toBe(true);
    expect(folder.refresh()).toBe(false);
    write('a', 'E');
    expect(folder.refresh()).toBe(true);
    expect(folder.current.definitions[0]?.description).toBe('E');
  });

  it('takes up new agents and lets go of those whose file is gone', () => {
    write('a');
    folder.refresh();
    write('b');
    folder.refresh();
    expect(ids()).toEqual(['a', 'b']);
    rmSync(join(dir, 'testing', 'a.md'));
    expect(folder.refresh()).toBe(true);
    expect(ids()).toEqual(['b']);
  });

  it('keeps the last good version of a file with mistakes, and says what they are until they are mended', () => {
    write('a');
    write('b');
    folder.refresh();
    const good = folder.current.definitions[0]?.version;
    write('a', 'D', 'testing', 'magic');
    folder.refresh();
    expect(folder.current.definitions[0]?.version).toBe(good);
    expect(ids()).toEqual(['a', 'b']);
    expect(folder.current.rejected).toMatchObject([{ agentId: 'a', errors: [{ file: 'testing/a.md', line: 6 }] }]);
    expect(folder.current.rejected[0]?.version).not.toBe(good);
    write('a', 'mended');
    folder.refresh();
    expect(folder.current.rejected).toEqual([]);
    expect(folder.current.definitions[0]?.description).toBe('mended');
  });

  it('has nothing to keep of a file that was never good', () => {
    write('a', 'D', 'testing', 'magic');
    folder.refresh();
    expect(ids()).toEqual([]);
    expect(folder.current.rejected).toHaveLength(1);
  });

  it('refuses a second file for the same agent', () => {
    write('a', 'D', 'engineering');
    write('a', 'D', 'testing');
    folder.refresh();
    expect(folder.current.definitions).toMatchObject([{ agent_id: 'a', team: 'engineering' }]);
    expect(folder.current.rejected[0]?.errors[0]?.message).toContain('already defined in team "engineering"');
  });

  it('keeps everything it knows while the folder cannot be read', () => {
    write('a');
    folder.refresh();
    renameSync(dir, `${dir}-away`);
    expect(folder.refresh()).toBe(true);
    expect(ids()).toEqual(['a']);
    expect(folder.current.unreadable).toHaveLength(1);
    renameSync(`${dir}-away`, dir);
    folder.refresh();
    expect(folder.current.unreadable).toEqual([]);
    expect(ids()).toEqual(['a']);
  });
});
