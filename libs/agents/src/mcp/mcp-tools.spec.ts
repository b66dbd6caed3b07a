import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DESK_COMMAND, HttpDesk, ModelServer, processesWith, PROJECT_DIR } from '@cadre/testing';
import { cancelRequested } from '../execution/abort-reasons';
import { openProviderConnections, type ProviderConnections } from '../llm/provider/provider-fetch';
import { probeSandbox } from '../sandbox/probe-sandbox';
import { SandboxProfiles, type SandboxProfile } from '../sandbox/sandbox-profile';
import type { Sandbox } from '../sandbox/sandbox.port';
import { LlmStage } from '../testing/llm-stage';
import { aTask, RecordingContext } from '../testing/recording-context';
import type { AgentTool } from '../tools/agent-tool.port';
import { ToolBox, type OfferedTools } from '../tools/tool-box';
import { AttemptServers } from './attempt-servers';
import type { HttpServer, McpServers, StdioServer } from './mcp-servers';

jest.setTimeout(60_000);

const TOKEN = 'Bearer canary-4711';
const ALL = ['say', 'add', 'odd', 'flood', 'fail', 'picture', 'variable', 'child', 'wait', 'die', 'nowhere'];
const PROFILE: SandboxProfile = {
  name: 'mcp',
  ...{ wall_seconds: 60, cpu_seconds: 30, memory_mb: 600, file_size_mb: 4, disk_mb: 64, open_files: 256 },
  ...{ processes: 60, output_kb: 4_096, network: false, write_paths: [], environment: [], minimum_level: 'limited' },
  read_paths: [PROJECT_DIR],
};

describe('tools of MCP servers', () => {
  let sandbox: Sandbox;
  let desk: HttpDesk;
  let connections: ProviderConnections;
  let context: RecordingContext;
  let opened: OfferedTools | undefined;
  beforeAll(async () => {
    [sandbox, desk] = await Promise.all([probeSandbox(), HttpDesk.start(TOKEN)]);
    connections = openProviderConnections(30);
  });
  afterAll(async () => {
    await Promise.all([desk.close(), connections.close()]);
  });
  beforeEach(() => {
    context = new RecordingContext();
    opened = undefined;
  });
  afterEach(() => opened?.close());

  const any = { tools: ALL, requiresApproval: new Set<string>(), timeoutMs: 20_000 };
  const program = (more: Partial<StdioServer> = {}): StdioServer => ({
    ...{ name: 'desk', transport: 'stdio', command: DESK_COMMAND, limitsProfile: 'mcp', ...any },
    environment: { DESK_TOKEN: TOKEN },
    ...more,
  });
  const remote = (more: Partial<HttpServer> = {}): HttpServer => ({
    ...{ name: 'desk', transport: 'http', url: desk.url, headers: { authorization: TOKEN }, ...any },
    ...more,
  });
  const boxWith = (server: StdioServer | HttpServer, own: AgentTool[] = []): ToolBox => {
    const servers = { names: [server.name], get: (name: string) => (name === server.name ? server : undefined) };
    const profiles = new SandboxProfiles(new Map([['mcp', PROFILE]]));
    return new ToolBox(own, new AttemptServers(servers as McpServers, { sandbox, profiles, fetch: connections.fetch }));
  };
  const open = async (server: StdioServer | HttpServer, tools = ['mcp.desk']): Promise<OfferedTools> =>
    (opened = await boxWith(server).open({ tools }, context.signal));
  const call = (name: string, args: object = {}): Promise<unknown> => {
    const tool = opened?.tools.get(`mcp_desk_${name}`);
    if (tool === undefined) throw new TypeError(`${name} is not offered`);
    return tool.execute(args, { task: aTask({}), attempt: context });
  };

  describe.each([
    ['a program', () => program()],
    ['a service over HTTP', () => remote()],
  ])('of %s', (_, server) => {
    it('are listed, page by page, and called', async () => {
      await open(server());
      expect(await call('say', { words: 'tea' })).toEqual({ content: 'you said tea' });
      expect(await call('add', { a: 2, b: 3 })).toMatchObject({ sum: 5 });
      expect(await call('picture')).toEqual({ content: '(image image/png, not shown)' });
    });

    it('are those that the definition names, out of those that the entry allows', async () => {
      const narrow = { ...server(), tools: ['say', 'add', 'nowhere'] };
      expect([
        ...(await open(narrow, ['mcp.desk.say', 'mcp.desk.fail', 'mcp.desk.nowhere', 'mcp.other'])).tools.keys(),
      ]).toEqual(['mcp_desk_say']);
      expect(opened?.missing).toEqual(['mcp.desk.fail', 'mcp.desk.nowhere', 'mcp.other']);
      await opened?.close();
      expect([...(await open(narrow)).tools.keys()].sort()).toEqual(['mcp_desk_add', 'mcp_desk_say']);
    });

    it('fail as they say, and are not waited for longer than the entry allows', async () => {
      await open({ ...server(), timeoutMs: 1_500 });
      await expect(call('fail')).rejects.toMatchObject({ code: 'TOOL_FAILED', message: 'the desk is locked' });
      await expect(call('wait')).rejects.toMatchObject({ code: 'TOOL_TIMEOUT', errorClass: 'transient' });
      expect(await call('say', { words: 'still here' })).toEqual({ content: 'you said still here' });
    });

    it('that answer without measure are worth another attempt, and no memory', async () => {
      await open(server());
      await expect(call('flood')).rejects.toMatchObject({ code: 'TOOL_UNAVAILABLE', errorClass: 'transient' });
    });

    it('stop with the attempt', async () => {
      await open(server());
      const waiting = call('wait');
      context.controller.abort(cancelRequested());
      await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    });

    it('with a schema that we do not understand are checked by their server alone', async () => {
      await open(server());
      expect(opened?.tools.get('mcp_desk_odd')?.checkedElsewhere).toBe(true);
      expect(opened?.tools.get('mcp_desk_say')?.checkedElsewhere).toBe(false);
    });
  });

  it('are those of a server that others wrote, too', async () => {
    const script = join(PROJECT_DIR, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js');
    const served = join(PROJECT_DIR, 'configs');
    const tools = ['read_text_file', 'list_directory'];
    await open(program({ command: [process.execPath, script, served], tools }));
    expect([...(opened?.tools.keys() ?? [])].sort()).toEqual(['mcp_desk_list_directory', 'mcp_desk_read_text_file']);
    const listed = await call('list_directory', { path: served });
    expect(JSON.stringify(listed)).toContain('mcp_servers.json');
    const read = await call('read_text_file', { path: join(served, 'mcp_servers.json') });
    expect(JSON.stringify(read)).toContain('mcp-servers.schema.json');
    await expect(call('read_text_file', { path: '/etc/hostname' })).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });

  it('a program sees its own secrets and nothing else of the worker', async () => {
    await open(program());
    expect(await call('variable', { name: 'DESK_TOKEN' })).toEqual({ content: TOKEN });
    for (const name of ['HOME_OF_WORKER', 'OPENAI_API_KEY', 'JEST_WORKER_ID']) {
      expect(await call('variable', { name })).toEqual({ content: 'not set' });
    }
  });

  it('a program and what it has started end with the attempt', async () => {
    const mark = randomUUID();
    await open(program({ environment: { DESK_MARK: mark } }));
    await call('child');
    expect(processesWith(mark).length).toBeGreaterThan(1);
    await opened?.close();
    expect(processesWith(mark)).toEqual([]);
  });

  it('a program that ends is worth another attempt; its last words are told without its secrets', async () => {
    await open(program());
    const died = await call('die').then(
      () => undefined,
      (error: Error) => error,
    );
    expect(died).toMatchObject({ code: 'TOOL_UNAVAILABLE', errorClass: 'transient' });
    expect(died?.message).toContain('I give up, ***');
    await expect(call('say', { words: 'hello?' })).rejects.toMatchObject({ code: 'TOOL_UNAVAILABLE' });
  });

  it.each([
    ['does not exist', ['/nowhere/server'], 'transient'],
    ['says nothing we understand', ['/bin/echo', 'hello'], 'transient'],
  ])('a program that %s leaves nothing behind', async (_, command, errorClass) => {
    await expect(open(program({ command }))).rejects.toMatchObject({ code: 'TOOL_UNAVAILABLE', errorClass });
  });

  it('a program is not started at a weaker level than its profile demands', async () => {
    const weak = { ...sandbox, level: 'limited' } as Sandbox;
    const profiles = new SandboxProfiles(new Map([['mcp', { ...PROFILE, minimum_level: 'isolated' as const }]]));
    const servers = { names: ['desk'], get: () => program() } as unknown as McpServers;
    for (const box of [weak, null]) {
      const attempt = new AttemptServers(servers, { sandbox: box, profiles, fetch: connections.fetch });
      await expect(attempt.open(['mcp.desk'], context.signal)).rejects.toMatchObject({ code: 'SANDBOX_UNAVAILABLE' });
    }
  });

  it('a service is told when the attempt is over', async () => {
    const before = desk.openSessions;
    await open(remote());
    expect(desk.openSessions).toBe(before + 1);
    await opened?.close();
    expect(desk.openSessions).toBe(before);
  });

  it('a service that does not know us will not know us next time', async () => {
    const refused = open(remote({ headers: { authorization: 'Bearer wrong' } }));
    await expect(refused).rejects.toMatchObject({ code: 'TOOL_UNAVAILABLE', errorClass: 'permanent' });
    const nobody = open(remote({ url: 'http://127.0.0.1:1/mcp' }));
    await expect(nobody).rejects.toMatchObject({ code: 'TOOL_UNAVAILABLE', errorClass: 'transient' });
  });

  it('are used by a model like any other, and what they need is gone afterwards', async () => {
    const models = await ModelServer.start();
    const stage = new LlmStage(models.url, { tools: boxWith(program({ requiresApproval: new Set(['add']) })) });
    try {
      const asks = { kind: 'answer', tools: [{ name: 'mcp_desk_say', input: { words: 'x'.repeat(51) } }] } as const;
      const again = { kind: 'answer', tools: [{ name: 'mcp_desk_say', input: { words: 'tea' } }] } as const;
      models.replies(asks, again, { kind: 'answer', text: '{"title": "Tea"}' });
      expect(await stage.run({ tools: ['mcp.desk.say'] }, context)).toEqual({ title: 'Tea' });
      expect(JSON.stringify(models.requests[1]?.body['messages'])).toContain('/words');
      expect(JSON.stringify(models.requests[2]?.body['messages'])).toContain('you said tea');
      expect(context.logLines.join()).toContain('tool mcp.desk.say {"words":"tea"}: done');
      models.replies({ kind: 'answer', tools: [{ name: 'mcp_desk_add', input: { a: 1, b: 1 } }] });
      await expect(stage.run({ tools: ['mcp.desk'] }, new RecordingContext())).rejects.toMatchObject({
        wait: { reason: 'approval', request: { tool: 'mcp.desk.add', arguments: { a: 1, b: 1 } } },
      });
      models.replies({ kind: 'answer', tools: [{ name: 'mcp_desk_die', input: {} }] });
      await expect(stage.run({ tools: ['mcp.desk'] }, new RecordingContext())).rejects.toMatchObject({
        code: 'TOOL_UNAVAILABLE',
        errorClass: 'transient',
      });
    } finally {
      await stage.close();
      await models.close();
    }
  });
});
