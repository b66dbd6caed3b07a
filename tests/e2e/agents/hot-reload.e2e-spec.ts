import { type ApiAnswer, Installation, until } from '@cadre/testing';
import { AgentsFolder } from './agents-folder';

type Untyped = ApiAnswer['body'];

const PATIENCE = { timeoutMs: 30_000 };

describe('agent definitions that are edited while the system runs', () => {
  const folder = new AgentsFolder();
  let installation: Installation;
  beforeAll(async () => {
    folder.echo('note', 'First words');
    installation = await Installation.started({ agentsDir: folder.dir });
  });
  afterAll(async () => {
    await installation.close();
    folder.remove();
  });

  const agent = async (id: string, part = ''): Promise<Untyped> =>
    (await installation.client.call('GET', `/agents/${id}${part}`)).body;
  const isSaid = (id: string, description: string): Promise<unknown> =>
    until(async () => (await agent(id)).description === description, PATIENCE);

  const takes = async (agent_id: string): Promise<number> =>
    (await installation.client.submit({ agent_id, parameters: { message: 'hello' } })).status;

  /** Runs one task of the agent; answers with the version its attempt ran. */
  async function versionRun(agentId: string): Promise<string> {
    const id = await installation.client.accepted({ agent_id: agentId, parameters: { message: 'hello' } });
    const task = await until(async () => {
      const shown = await installation.client.task(id);
      return shown.completed_at !== null && shown;
    }, PATIENCE);
    expect(task).toMatchObject({ status: 'completed', result: { message: 'hello' } });
    const { body } = await installation.client.call('GET', `/tasks/${id}/attempts`);
    return body.attempts.at(-1).agent_version as string;
  }

  it('are in force soon, without a restart, and each attempt says which version it ran', async () => {
    const before = await versionRun('note');
    expect(before).toBe((await agent('note')).version);
    folder.echo('note', 'Second words');
    await isSaid('note', 'Second words');
    const after = (await agent('note')).version;
    expect(after).not.toBe(before);
    // A worker may look at its files a moment later than the registry.
    await until(async () => (await versionRun('note')) === after, PATIENCE);
  });

  it('may be new', async () => {
    folder.echo('memo', 'Yet another');
    await isSaid('memo', 'Yet another');
    // Whoever asks for it a moment before a gateway has read it is told a moment longer that there is none.
    await until(async () => (await takes('memo')) !== 404, PATIENCE);
    expect(await versionRun('memo')).toBe((await agent('memo')).version);
  });

  it('keep their last good version through a mistake, and their health says what is wrong', async () => {
    const { version } = await agent('note');
    folder.write('note', ['description: Broken', 'executor: magic', 'parameters: { type: object }']);
    const health = await until(async () => {
      const shown = await agent('note', '/health');
      return shown.rejected_edit !== null && shown;
    }, PATIENCE);
    expect(health).toMatchObject({ status: 'degraded', version, rejected_edit: { errors: [{ line: 6 }] } });
    expect(health.reasons.join()).toContain('the definition file holds mistakes');
    expect(await versionRun('note')).toBe(version);
    folder.echo('note', 'Mended');
    await isSaid('note', 'Mended');
    expect((await agent('note', '/health')).rejected_edit).toBeNull();
  });

  it('ask for keys and tools that their workers do not have, and their health names them', async () => {
    const needs = ['model: { default: anthropic/any }', 'tools: [knowledge.search, mcp.files.read]'];
    folder.write('needy', ['description: Needs', 'executor: llm', 'parameters: { type: object }', ...needs]);
    await isSaid('needy', 'Needs');
    const health = await until(async () => {
      const shown = await agent('needy', '/health');
      return shown.missing !== null && shown;
    }, PATIENCE);
    expect(health).toMatchObject({
      status: 'degraded',
      missing: {
        keys: ['anthropic'],
        tools: expect.arrayContaining(['knowledge.search']) as string[],
        mcp_servers: ['files'],
      },
    });
  });

  it('take their agents along when they are removed', async () => {
    folder.echo('fleeting', 'Here for now');
    await isSaid('fleeting', 'Here for now');
    folder.delete('fleeting');
    await until(async () => (await agent('fleeting')).code === 'AGENT_NOT_FOUND', PATIENCE);
  });
});
