import { LocalProviderGate, ToolBox } from '@cadre/agents';
import { workerConfig } from '@cadre/config';
import type { AgentDefinition } from '@cadre/domain';
import { createLogger } from '@cadre/observability';
import type { AgentCatalogue } from '../registry/agent-catalogue.port';
import { createExecutors } from './create-executors';
import { requireExecutors } from './require-executors';

const REQUIRED = { TEAM: 'platform', BUS_KEY_FILE: '/nowhere', BUS_DATABASE_URL: 'postgres://x/y' };

describe('the executors of a worker', () => {
  let lines: Record<string, unknown>[];
  const logger = createLogger({
    service: 'test',
    role: 'worker',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  beforeEach(() => {
    lines = [];
  });

  const create = (variables: Record<string, string> = {}) =>
    createExecutors(
      workerConfig({ ...REQUIRED, ...variables }),
      { sandbox: null, hostEnvironment: {}, gate: new LocalProviderGate(), tools: new ToolBox([]) },
      logger,
    );
  const agent = (agent_id: string, executor: AgentDefinition['executor']): AgentDefinition =>
    ({ agent_id, executor, settings: {} }) as unknown as AgentDefinition;
  const catalogue = (...all: AgentDefinition[]): AgentCatalogue => ({ all: () => all, get: () => agent('x', 'llm') });

  it('say once which providers answer, and not with which keys', () => {
    create({ ANTHROPIC_API_KEY: 'sk-ant-canary-4711', OPENAI_BASE_URL: 'http://localhost:1/v1' });
    expect(lines).toMatchObject([{ level: 'info', providers: ['anthropic', 'openai'] }]);
    expect(JSON.stringify(lines)).not.toContain('canary-4711');
    lines = [];
    create();
    expect(lines).toMatchObject([{ msg: 'no model provider is configured: models are simulated' }]);
  });

  it('refuse a broken allow-list at start', () => {
    expect(() => create({ HTTP_ALLOW_LIST: 'http://nonsense' })).toThrow('is not a host');
  });

  it('must be there for every agent of the team', () => {
    expect(
      requireExecutors(
        create(),
        catalogue(agent('echo', 'builtin'), agent('writer', 'llm'), agent('pulled', 'external')),
        logger,
      ),
    ).toBe(true);
    expect(() =>
      requireExecutors(create(), catalogue(agent('gone', 'builtin'), agent('build-test', 'command')), logger),
    ).toThrow('gone, build-test');
  });
});
