import type { AgentRow, AgentStatistics } from '@cadre/persistence';
import { judgeAgent, successRate } from './agent-condition';

const agent = (own: Partial<AgentRow> = {}): AgentRow =>
  ({
    ...{ agent_id: 'a', team: 'testing', executor: 'builtin', paused: false, paused_by: null, version: 'v1' },
    ...{ definition: { executor: 'builtin', model: null, tools: [] }, rejected_edit: null },
    ...own,
  }) as unknown as AgentRow;
const model = { default: 'anthropic/one', fallback: [] };
const writer = {
  executor: 'llm',
  definition: { executor: 'llm', model, tools: ['web.search'] },
} as unknown as Partial<AgentRow>;
const edit = { version: 'v2', errors: [{ line: 3, message: 'm' }], rejected_at: '2026-01-01T00:00:00.000Z' };
const alive = (count: number) => Array.from({ length: count }, () => ({ offers: null }));
const lastHour = (attempts: number, completed: number, cancelled = 0): AgentStatistics =>
  ({ attempts, completed, cancelled }) as AgentStatistics;

describe('judgeAgent', () => {
  it.each([
    ['works', agent(), lastHour(10, 9), 1, 'healthy'],
    ['has not run yet', agent(), lastHour(0, 0), 1, 'healthy'],
    ['failed, but hardly ran', agent(), lastHour(4, 0), 1, 'healthy'],
    ['mostly fails', agent(), lastHour(10, 4), 1, 'degraded'],
    ['is paused', agent({ paused: true }), lastHour(0, 0), 1, 'degraded'],
    ['has no worker', agent(), lastHour(10, 10), 0, 'unhealthy'],
    ['has mistakes in its file', agent({ rejected_edit: edit }), lastHour(0, 0), 1, 'degraded'],
    ['needs no worker', agent({ executor: 'external' }), lastHour(10, 10), 0, 'healthy'],
  ])('an agent that %s', (_name, row, statistics, workers, status) => {
    const health = judgeAgent(row, statistics, alive(workers));
    expect(health.status).toBe(status);
    expect(health.reasons.length > 0).toBe(status !== 'healthy');
  });
});

describe('what an agent lacks', () => {
  const offers = (providers: string[], tools: string[]) => ({ offers: { providers, tools, mcp_servers: [] } });

  it('is unknown while no worker has said what it offers', () => {
    expect(judgeAgent(agent(writer), lastHour(0, 0), alive(1)).missing).toBeNull();
  });

  it('is what none of its workers offers', () => {
    const health = judgeAgent(agent(writer), lastHour(0, 0), [offers(['perplexity'], []), offers([], ['web.search'])]);
    expect(health).toMatchObject({ status: 'degraded', missing: { keys: ['anthropic'], tools: [], mcp_servers: [] } });
    expect(health.reasons).toEqual(['no key for anthropic']);
  });

  it('is nothing when it is all there', () => {
    const health = judgeAgent(agent(writer), lastHour(0, 0), [offers(['anthropic', 'perplexity'], ['web.search'])]);
    expect(health).toMatchObject({ status: 'healthy', reasons: [] });
  });
});

describe('successRate', () => {
  it('leaves cancelled attempts out', () => {
    expect(successRate(lastHour(10, 4, 2))).toBe(0.5);
    expect(successRate(lastHour(2, 0, 2))).toBeNull();
  });
});
