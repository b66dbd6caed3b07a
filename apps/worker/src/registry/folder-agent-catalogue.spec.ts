import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@cadre/observability';
import { FolderAgentCatalogue } from './folder-agent-catalogue';

describe('the agents of a worker', () => {
  let folder: string;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(team: string, agentId: string, executor = 'builtin'): void {
    mkdirSync(join(folder, team), { recursive: true });
    const lines = [
      `agent_id: ${agentId}`,
      'name: N',
      `team: ${team}`,
      'description: D',
      `executor: ${executor}`,
      'parameters: { type: object }',
    ];
    writeFileSync(join(folder, team, `${agentId}.md`), ['---', ...lines, '---', ''].join('\n'));
  }

  const load = (): FolderAgentCatalogue =>
    FolderAgentCatalogue.load(
      folder,
      'testing',
      createLogger({ service: 'test', role: 'worker', destination: { write: (line) => void lines.push(line) } }),
    );

  it('are those of its team', () => {
    write('testing', 'mine');
    write('marketing', 'theirs');
    const catalogue = load();
    expect(catalogue.all().map(({ agent_id }) => agent_id)).toEqual(['mine']);
    expect(catalogue.get('mine').team).toBe('testing');
    expect(() => catalogue.get('theirs')).toThrow(expect.objectContaining({ code: 'AGENT_NOT_FOUND' }) as Error);
  });

  it('are looked for again when a task comes with another version', () => {
    write('testing', 'mine');
    const catalogue = load();
    const before = catalogue.get('mine').version;
    write('testing', 'mine', 'command');
    expect(catalogue.get('mine', before).version).toBe(before);
    const { version } = catalogue.get('mine', 'newer');
    expect(version).not.toBe(before);
    write('testing', 'another');
    expect(catalogue.get('another', 'first').agent_id).toBe('another');
  });

  it('keep their last good version when an edit has mistakes', () => {
    write('testing', 'mine');
    const catalogue = load();
    const before = catalogue.get('mine').version;
    write('testing', 'mine', 'magic');
    expect(catalogue.get('mine', 'newer').version).toBe(before);
    expect(lines.join('')).toContain('testing/mine.md:6');
  });

  it('are the good ones, and the log names the mistakes of the others', () => {
    write('testing', 'good');
    write('testing', 'bad', 'magic');
    expect(load().all()).toHaveLength(1);
    expect(lines.join('')).toContain('testing/bad.md:6: executor must be one of');
  });
});
