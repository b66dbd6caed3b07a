import type { AgentRow, AgentStatistics } from '@cadre/persistence';
import { judgeAgent, successRate } from './agent-condition';

const agent = (own: Partial<AgentRow> = {}): AgentRow =>
  ({ agent_id: 'a', team: 'testing', executor: 'builtin', paused: false, paused_by: null, ...own }) as AgentRow;
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
    ['needs no worker', agent({ executor: 'external' }), lastHour(10, 10), 0, 'healthy'],
  ])('an agent that %s', (_name, row, statistics, workers, status) => {
    const health = judgeAgent(row, statistics, workers);
    expect(health.status).toBe(status);
    expect(health.reasons.length > 0).toBe(status !== 'healthy');
  });
});

describe('successRate', () => {
  it('leaves cancelled attempts out', () => {
    expect(successRate(lastHour(10, 4, 2))).toBe(0.5);
    expect(successRate(lastHour(2, 0, 2))).toBeNull();
  });
});
