import { DEFAULT_SOFT_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS } from '../task/time-limits';
import { DEFAULT_AGENT_LIMITS, isAgentId, RESERVED_AGENT_IDS } from './agent-definition';

describe('isAgentId', () => {
  it.each(['echo', 'unit-test-agent', 'trade.decide', 'kpi.dailyReport', 'A_1'])('takes %j', (id) => {
    expect(isAgentId(id)).toBe(true);
  });

  it.each(['', '-echo', '.hidden', 'a/b', 'a b', 'ä', 'a\n', 'x'.repeat(101), ...RESERVED_AGENT_IDS])(
    'refuses %j',
    (id) => {
      expect(isAgentId(id)).toBe(false);
    },
  );
});

describe('DEFAULT_AGENT_LIMITS', () => {
  it('states the same time limits as a task without any', () => {
    expect(DEFAULT_AGENT_LIMITS.timeout_seconds).toBe(DEFAULT_TIMEOUT_SECONDS);
    expect(DEFAULT_AGENT_LIMITS.soft_timeout_seconds).toBe(DEFAULT_SOFT_TIMEOUT_SECONDS);
  });
});
