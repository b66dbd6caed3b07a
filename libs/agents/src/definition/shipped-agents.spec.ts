import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { AgentDefinition } from '@cadre/domain';
import { echo } from '../builtin/echo';
import { createHttpRequest } from '../builtin/http-request';
import { createBuildTest } from '../command/build-test/build-test';
import { createCodegen } from '../command/codegen/codegen';
import { ExecutorRegistry } from '../execution/executor-registry';
import { createHttpAgent } from '../http/http-agent';
import { createSimulatedLlm } from '../llm/simulated/simulated-llm';
import { AllowList } from '../net/allow-list';
import { probeSandbox } from '../sandbox/probe-sandbox';
import { SandboxProfiles } from '../sandbox/sandbox-profile';
import { validateOutput, validateParameters } from '../schema/agent-parameters';
import { aTask, RecordingContext } from '../testing/recording-context';
import { loadAgentDefinitions } from './load-agent-definitions';
import { projectFile } from './project-file';

jest.setTimeout(60_000);

const folder = projectFile('configs/agents');
const { definitions } = loadAgentDefinitions(folder);
const byName = definitions.map((definition) => [definition.agent_id, definition] as const);

function exampleOf({ team, agent_id }: AgentDefinition): Record<string, unknown> {
  const example = JSON.parse(readFileSync(join(folder, team, `${agent_id}.example.json`), 'utf8')) as {
    parameters: Record<string, unknown>;
  };
  return example.parameters;
}

describe('the agents that ship with the product', () => {
  let server: Server;
  let executors: ExecutorRegistry;
  let site: string;

  beforeAll(async () => {
    server = createServer((_, response) => response.end('<h1>Example</h1>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = {
      sandbox: await probeSandbox(),
      profiles: SandboxProfiles.load(projectFile('configs/sandbox_limits.json')),
      workspaceRoots: [join(dirname(projectFile('package.json')), 'examples')],
      hostEnvironment: {},
    };
    const llm = createSimulatedLlm({ latencyMs: 0 });
    executors = new ExecutorRegistry({
      builtin: { echo, 'http-request': createHttpRequest({ allowList: AllowList.parse([site]) }) },
      command: { 'build-test': createBuildTest(options), codegen: createCodegen({ ...options, llm }) },
      llm,
      http: createHttpAgent({
        guard: { allowList: AllowList.parse([]) },
        secretOf: () => undefined,
        publicUrl: undefined,
      }),
    });
  });
  afterAll(() => server.close());

  it('are all there', () => {
    expect(byName.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'build-test',
        'code-reviewer',
        'copywriter',
        'echo',
        'http-request',
        'unit-test-agent',
        'user-story-agent',
      ]),
    );
  });

  it.each(byName)('%s runs its example, and the answer fits its schema', async (name, definition) => {
    const given = exampleOf(definition);
    if (name === 'http-request') given['url'] = `http://${site}/`;
    const parameters = validateParameters(definition, given);
    expect(parameters).toMatchObject({ ok: true });
    const context = new RecordingContext();
    const output = await executors
      .resolve(definition)
      .execute(aTask(parameters.ok ? parameters.value : {}, { definition }), context);
    expect(validateOutput(definition, output)).toMatchObject({ ok: true });
  });

  it.each(byName.filter(([, { executor }]) => executor === 'llm'))(
    '%s has instructions of its own, and bounds on what it may cost',
    (_, definition) => {
      expect(definition.instructions.length).toBeGreaterThan(800);
      expect(definition.limits.max_tokens_per_task).not.toBeNull();
      expect(definition.limits.max_cost_usd_per_task).not.toBeNull();
      expect(definition.output).not.toBeNull();
    },
  );

  it('leaves the probe without limits', () => {
    const probe = definitions.find(({ agent_id }) => agent_id === 'echo');
    expect(probe?.limits).toMatchObject({ max_concurrent_tasks: null, rate_limit: null });
  });

  it('has an example beside every definition', () => {
    const missing = definitions.filter(
      ({ team, agent_id }) => !existsSync(join(folder, team, `${agent_id}.example.json`)),
    );
    expect(missing).toEqual([]);
  });
});
