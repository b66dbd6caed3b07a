import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDefinitionErrors, loadAgentDefinitions } from './load-agent-definitions';
import { projectFile } from './project-file';

const VALID = `---
agent_id: greeter
name: Greeter
team: testing
description: Says hello
executor: builtin
parameters:
  type: object
  required: [who]
  properties:
    who: { type: string, minLength: 1 }
    tone: { type: string, enum: [warm, formal], default: warm }
limits: { timeout_seconds: 60 }
retry: { max_retries: 1 }
---
Be kind.
`;

describe('loading agent definitions', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'agents-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function write(path: string, content: string): void {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  }

  function messages(): string {
    return formatDefinitionErrors(loadAgentDefinitions(dir).errors);
  }

  it('fills in what a definition leaves out', () => {
    write('testing/greeter.md', VALID);
    const { definitions, errors } = loadAgentDefinitions(dir);
    expect(errors).toEqual([]);
    expect(definitions).toHaveLength(1);
    expect(definitions[0]).toMatchObject({
      agent_id: 'greeter',
      settings: {},
      output: null,
      instructions: 'Be kind.',
      limits: { max_concurrent_tasks: 5, rate_limit: null, timeout_seconds: 60, soft_timeout_seconds: 55 },
      retry: { max_retries: 1, strategy: 'exponential', delay_seconds: 1, factor: 4 },
    });
  });

  it('takes tools by name, and with rules', () => {
    const tools = `tools: [artifacts.read, { name: http.fetch, hosts: ['*.example.com'] }, mcp.files.readFile]`;
    write('testing/greeter.md', VALID.replace('limits:', `${tools}\nlimits:`));
    const [definition] = loadAgentDefinitions(dir).definitions;
    expect(definition?.tools).toEqual(['artifacts.read', 'http.fetch', 'mcp.files.readFile']);
    expect(definition?.tool_rules).toEqual({ 'http.fetch': { hosts: ['*.example.com'] } });
  });

  it.each([
    ['[http.fetch]', 'http.fetch needs hosts'],
    ['[a.b, { name: a.b, requires_approval: true }]', 'a.b stands there twice'],
    ['[{ name: a.b, four_eyes: true }]', 'a.b has four_eyes without requires_approval'],
    ['[{ name: a.b, hosts: [https://x] }]', 'tools.0'],
  ])('refuses the tools %s', (tools, message) => {
    write('testing/greeter.md', VALID.replace('limits:', `tools: ${tools}\nlimits:`));
    expect(messages()).toContain(message);
  });

  it('gives a changed file another version, and an unchanged one the same', () => {
    write('testing/greeter.md', VALID);
    const first = loadAgentDefinitions(dir).definitions[0]?.version;
    expect(loadAgentDefinitions(dir).definitions[0]?.version).toBe(first);
    write('testing/greeter.md', `${VALID}Be brief.\n`);
    expect(loadAgentDefinitions(dir).definitions[0]?.version).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{12}$/);
  });

  it('lists every mistake of a file with its line and the name that was meant', () => {
    write(
      'testing/greeter.md',
      VALID.replace('description:', 'descripton:')
        .replace('executor: builtin', 'executor: bultin')
        .replace('type: string, minLength', 'type: string, minLenght'),
    );
    expect(messages().split('\n')).toEqual([
      'testing/greeter.md:2: description is required',
      'testing/greeter.md:5: descripton is not a known property (did you mean "description"?)',
      'testing/greeter.md:6: executor must be one of "llm", "command", "http", "builtin", "external" (did you mean "builtin"?)',
      expect.stringMatching(
        /^testing\/greeter\.md:11: parameters: .*unknown keyword: "minLenght".* \(did you mean "minLength"\?\)$/,
      ),
    ]);
  });

  it.each([
    ['no front matter', 'Just text', 1, 'must start with YAML front matter'],
    ['front matter that is not closed', '---\nagent_id: greeter\n', 1, 'must start with YAML front matter'],
    ['broken YAML', VALID.replace('name: Greeter', 'name: [Greeter'), 4, 'YAML: '],
    ['a key written twice', VALID.replace('name: Greeter', 'name: Greeter\nname: Other'), 4, 'Map keys must be unique'],
    [
      'another id than its file',
      VALID.replace('agent_id: greeter', 'agent_id: greeting'),
      2,
      'must equal the file\'s name "greeter"',
    ],
    [
      'another team than its folder',
      VALID.replace('team: testing', 'team: marketing'),
      4,
      'must equal the file\'s folder "testing"',
    ],
    ['an unknown team', VALID.replace('team: testing', 'team: testin'), 4, 'did you mean "testing"?'],
    [
      'a soft limit beyond the hard one',
      VALID.replace('timeout_seconds: 60', 'timeout_seconds: 60, soft_timeout_seconds: 61'),
      13,
      'must not be longer',
    ],
    ['a malformed rate', VALID.replace('timeout_seconds: 60', 'rate_limit: 10 per minute'), 13, 'must match pattern'],
    [
      'a pattern that needs look-around',
      VALID.replace('minLength: 1', "pattern: '(?=x)'"),
      7,
      'invalid or unsupported',
    ],
    [
      'a remote reference',
      VALID.replace('{ type: string, minLength: 1 }', '{ $ref: "https://example.com/a.json" }'),
      11,
      '$ref must point into the same schema',
    ],
    ['a schema that is no object', VALID.replace('type: object', 'type: string'), 8, 'must be "object"'],
    [
      'settings of another executor',
      VALID.replace('executor: builtin', 'executor: builtin\nhttp: { url: https://a.example }'),
      7,
      'belongs to agents with',
    ],
    [
      'an llm agent without instructions',
      VALID.replace('executor: builtin', 'executor: llm').replace('Be kind.', ''),
      1,
      'needs instructions',
    ],
  ])('refuses %s', (_, content, line, message) => {
    write('testing/greeter.md', content);
    const { definitions, errors } = loadAgentDefinitions(dir);
    expect(definitions).toEqual([]);
    expect(errors).toContainEqual({
      file: 'testing/greeter.md',
      line,
      message: expect.stringContaining(message) as string,
    });
  });

  it.each(['tasks', 'search', 'bulk', 'from-taxonomy'])('keeps the id %s for the API', (id) => {
    write(`testing/${id}.md`, VALID.replace('agent_id: greeter', `agent_id: ${id}`));
    expect(messages()).toContain(`agent_id "${id}" is reserved`);
  });

  it('refuses the same id in two teams and keeps the first', () => {
    write('marketing/greeter.md', VALID.replace('team: testing', 'team: marketing'));
    write('testing/greeter.md', VALID);
    const { definitions } = loadAgentDefinitions(dir);
    expect(definitions.map((definition) => definition.team)).toEqual(['marketing']);
    expect(messages()).toContain('is already defined in team "marketing"');
  });

  it('keeps the good definitions beside a bad one', () => {
    write('testing/greeter.md', VALID);
    write('testing/broken.md', '---\n---\n');
    const { definitions, errors } = loadAgentDefinitions(dir);
    expect(definitions.map((definition) => definition.agent_id)).toEqual(['greeter']);
    expect(errors.every((error) => error.file === 'testing/broken.md')).toBe(true);
  });

  it('says so when the folder does not exist', () => {
    expect(loadAgentDefinitions(join(dir, 'absent')).errors).toEqual([
      { file: join(dir, 'absent'), line: 0, message: 'the folder does not exist' },
    ]);
  });

  it('finds no mistake in the definitions that ship with the product', () => {
    expect(loadAgentDefinitions(projectFile('configs/agents')).errors).toEqual([]);
  });
});
