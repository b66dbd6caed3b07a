import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESK_COMMAND, Installation, ModelServer, PROJECT_DIR, until, type Service } from '@cadre/testing';

const SECRET = 'canary-desk-4711';
const CLERK = `---
agent_id: clerk
name: Clerk
team: platform
description: Works at the desk
executor: llm
parameters: { type: object }
output: { type: object, required: [text], properties: { text: { type: string } } }
model: { default: openai/gpt-x }
tools: [{ name: mcp.desk.variable, requires_approval: true }, { name: mcp.desk.say, requires_approval: true, four_eyes: true }]
---

You work at a desk.
`;
const SERVERS = {
  desk: {
    transport: 'stdio',
    command: DESK_COMMAND,
    environment: { DESK_TOKEN: 'MCP_DESK_TOKEN' },
    tools: ['variable', 'say'],
  },
};
const PROFILE = {
  ...{
    wall_seconds: 60,
    cpu_seconds: 60,
    memory_mb: 600,
    file_size_mb: 8,
    disk_mb: 64,
    open_files: 256,
    processes: 60,
  },
  ...{ output_kb: 1_024, network: false, read_paths: [PROJECT_DIR], minimum_level: 'limited' },
};

describe('a tool of an MCP server that a person has to agree to, with real processes', () => {
  let folder: string;
  let installation: Installation;
  let models: ModelServer;
  let worker: Service;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'approvals-'));
    mkdirSync(join(folder, 'agents', 'platform'), { recursive: true });
    writeFileSync(join(folder, 'agents', 'platform', 'clerk.md'), CLERK);
    writeFileSync(join(folder, 'mcp.json'), JSON.stringify({ version: 1, servers: SERVERS }));
    writeFileSync(join(folder, 'limits.json'), JSON.stringify({ version: 1, profiles: { mcp: PROFILE } }));
    models = await ModelServer.start();
    installation = await Installation.create({ agentsDir: join(folder, 'agents') });
    await Promise.all([installation.gateway(), installation.orchestrator()]);
    worker = await startWorker();
  }, 60_000);
  afterAll(async () => {
    await installation.close();
    await models.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => models.reset());

  const startWorker = (): Promise<Service> =>
    installation.worker({
      OPENAI_BASE_URL: models.url,
      MCP_SERVERS_FILE: join(folder, 'mcp.json'),
      SANDBOX_LIMITS_FILE: join(folder, 'limits.json'),
      MCP_DESK_TOKEN: SECRET,
    });
  const is = (id: string, status: string) =>
    until(
      async () => {
        const task = await installation.client.task(id);
        return task.status === status && task;
      },
      { timeoutMs: 40_000 },
    );
  const asks = (tool: string, input: object): void =>
    models.replies({ kind: 'answer', tools: [{ name: tool, input }] }, { kind: 'answer', text: '{"text": "done"}' });
  const submit = () => installation.client.accepted({ agent_id: 'clerk', parameters: {} });
  const approval = (id: string, path = '', body?: object) =>
    installation.client.call(body === undefined ? 'GET' : 'POST', `/approvals/${id}${path}`, { body });
  const told = () => JSON.stringify(models.requests.at(-1)?.body['messages']);

  it('waits, says for what, and goes on exactly there at another worker', async () => {
    asks('mcp_desk_variable', { name: 'DESK_TOKEN' });
    const id = await submit();
    const { waiting_for: wait } = await is(id, 'waiting');
    expect(wait).toMatchObject({ kind: 'approval', tool: 'mcp.desk.variable', until: expect.any(String) as string });
    const shown = (await approval(wait.approval_id)).body;
    expect(shown).toMatchObject({ status: 'pending', task_id: id, arguments: { name: 'DESK_TOKEN' }, attempt: 1 });
    const { body: list } = await installation.client.call('GET', '/approvals?status=pending');
    expect(list).toMatchObject({ approvals: [{ approval_id: wait.approval_id }], total: 1, limit: 50, offset: 0 });
    expect(await worker.kill()).toMatchObject({ signal: 'SIGKILL' });
    const said = { comment: 'go ahead', request_hash: shown.request_hash };
    expect((await approval(wait.approval_id, '/approve', { ...said, request_hash: 'another' })).status).toBe(409);
    expect(await approval(wait.approval_id, '/approve', said)).toMatchObject({
      status: 200,
      body: { status: 'approved', decided_by: 'admin@localhost' },
    });
    expect(await approval(wait.approval_id, '/reject', {})).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_CLOSED' },
    });
    worker = await startWorker();
    expect(await is(id, 'completed')).toMatchObject({ result: { text: 'done' }, attempt_count: 2, retry_count: 0 });
    expect(models.requests).toHaveLength(2);
    expect(told()).toContain(SECRET);
    const { body: audit } = await installation.client.call('GET', `/audit?task_id=${id}`);
    expect(JSON.stringify(audit)).toContain('tool_approved');
    const { body: logs } = await installation.client.call('GET', `/tasks/${id}/logs`);
    expect(JSON.stringify(logs)).toContain('approved by admin@localhost');
    expect(JSON.stringify([logs, worker.log])).not.toContain(SECRET);
  }, 90_000);

  it('is not called when the person says no', async () => {
    asks('mcp_desk_variable', { name: 'PATH' });
    const id = await submit();
    const { waiting_for: wait } = await is(id, 'waiting');
    await approval(wait.approval_id, '/reject', { comment: 'none of your business' });
    await is(id, 'completed');
    expect(told()).toContain('TOOL_DENIED');
    expect(told()).toContain('none of your business');
  }, 60_000);

  it('needs somebody else where the definition says so, and nobody once the task is cancelled', async () => {
    asks('mcp_desk_say', { words: 'tea' });
    const id = await submit();
    const { waiting_for: wait } = await is(id, 'waiting');
    expect(await approval(wait.approval_id, '/approve', {})).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
    await installation.client.call('DELETE', `/tasks/${id}`);
    expect((await approval(wait.approval_id)).body).toMatchObject({ status: 'closed' });
    expect((await approval(wait.approval_id, '/approve', {})).status).toBe(409);
    expect((await approval('0199c1a0-0000-7000-8000-000000000001')).body).toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
  }, 60_000);

  it('shows the worker with its server', async () => {
    const { body } = await installation.client.call('GET', '/agents/clerk/health');
    expect(body).toMatchObject({ missing: { tools: [], mcp_servers: [] } });
  });
});
