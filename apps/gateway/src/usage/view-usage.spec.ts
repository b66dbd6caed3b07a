import type { UsageGroupRow } from '@cadre/persistence';
import { viewUsage } from './view-usage';

const row: UsageGroupRow = {
  ...{ agent_id: 'writer', user_id: null, user_email: null, tenant: null, day: null },
  ...{ attempts: 2, input_tokens: 30, output_tokens: 3, cost_micro_usd: 0, unpriced_attempts: 2 },
  ...{ all_groups: 4, all_attempts: 9, all_input_tokens: 90, all_output_tokens: 8 },
  ...{ all_cost_micro_usd: 70, all_unpriced_attempts: 2 },
};

describe('the answer of GET /usage', () => {
  it('has no cost where no attempt had a price, and a sum of those that had', () => {
    expect(viewUsage([row])).toEqual({
      usage: [
        {
          ...{ agent_id: 'writer', user_id: null, user_email: null, tenant: null, day: null },
          ...{ attempts: 2, tokens: { input: 30, output: 3 }, cost: { micro_usd: null, unpriced_attempts: 2 } },
        },
      ],
      total: 4,
      sum: { attempts: 9, tokens: { input: 90, output: 8 }, cost: { micro_usd: 70, unpriced_attempts: 2 } },
    });
  });

  it('is empty, not unknown, when nothing was used', () => {
    expect(viewUsage([])).toEqual({
      ...{ usage: [], total: 0 },
      sum: { attempts: 0, tokens: { input: 0, output: 0 }, cost: { micro_usd: 0, unpriced_attempts: 0 } },
    });
  });
});
