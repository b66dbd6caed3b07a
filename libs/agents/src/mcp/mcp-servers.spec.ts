import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../definition/project-file';
import { McpServers } from './mcp-servers';

describe('the file of MCP servers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function load(servers: object, variables: Record<string, string> = {}): McpServers {
    const file = join(folder, 'mcp_servers.json');
    writeFileSync(file, JSON.stringify({ version: 1, servers }));
    return McpServers.load(file, variables);
  }
  const stdio = { transport: 'stdio', command: ['node', 'server.js'], tools: ['read'] };
  const http = { transport: 'http', url: 'https://example.com/mcp', tools: ['read', 'write'] };

  it('fills in what an entry leaves out', () => {
    const servers = load({ files: stdio, issues: { ...http, requires_approval: ['write'], timeout_seconds: 5 } });
    expect(servers.get('files')).toMatchObject({ limitsProfile: 'mcp', timeoutMs: 60_000, environment: {} });
    expect(servers.get('issues')).toMatchObject({ timeoutMs: 5_000, requiresApproval: new Set(['write']) });
    expect(servers.needSandbox).toBe(true);
    expect(load({ issues: http }).needSandbox).toBe(false);
  });

  it('takes secrets from the variables it names, and leaves out a server that lacks one', () => {
    const stated = {
      files: { ...stdio, environment: { TOKEN: 'MCP_FILES_TOKEN' } },
      issues: { ...http, headers: { Authorization: 'MCP_ISSUES_AUTH', 'X-Org': 'MCP_ISSUES_ORG' } },
    };
    const servers = load(stated, { MCP_FILES_TOKEN: 'secret', MCP_ISSUES_ORG: '' });
    expect(servers.get('files')).toMatchObject({ environment: { TOKEN: 'secret' } });
    expect(servers.names).toEqual(['files']);
    expect(servers.lacking).toEqual(new Map([['issues', ['MCP_ISSUES_AUTH', 'MCP_ISSUES_ORG']]]));
  });

  it.each([
    ['a variable of the platform', { a: { ...stdio, environment: { TOKEN: 'OPENAI_API_KEY' } } }, /must match pattern/],
    ['no list of tools', { a: { transport: 'http', url: 'https://example.com' } }, /tools/],
    ['no program', { a: { transport: 'stdio', tools: [] } }, /a needs command/],
    ['no address', { a: { transport: 'http', tools: [] } }, /a needs url/],
    ['fields of the other transport', { a: { ...http, command: ['x'] } }, /a has command/],
    ['approval of an unlisted tool', { a: { ...http, requires_approval: ['drop'] } }, /drop/],
    ['a name that no tool could bear', { 'A.b': http }, /servers/],
  ])('is refused with %s', (_, servers, message) => {
    expect(() => load(servers)).toThrow(message);
  });

  it('is refused when it is none', () => {
    expect(() => McpServers.load(join(folder, 'nowhere.json'), {})).toThrow('cannot be read');
  });

  it('ships without any', () => {
    expect(McpServers.load(projectFile('configs/mcp_servers.json'), {}).names).toEqual([]);
  });
});
