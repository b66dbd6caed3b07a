import type { UsageGroupRow } from '@cadre/persistence';
import type { UsageAnswer, UsageItem, UsageSum } from './usage-answers';

/** The groups as callers see them. */
export function viewUsage(rows: readonly UsageGroupRow[]): Pick<UsageAnswer, 'usage' | 'total' | 'sum'> {
  const [first] = rows;
  return {
    usage: rows.map(viewGroup),
    total: first?.all_groups ?? 0,
    sum: viewSum({
      attempts: first?.all_attempts ?? 0,
      input_tokens: first?.all_input_tokens ?? 0,
      output_tokens: first?.all_output_tokens ?? 0,
      cost_micro_usd: first?.all_cost_micro_usd ?? 0,
      unpriced_attempts: first?.all_unpriced_attempts ?? 0,
    }),
  };
}

function viewGroup(row: UsageGroupRow): UsageItem {
  const { agent_id, user_id, user_email, tenant, day } = row;
  return { agent_id, user_id, user_email, tenant, day, ...viewSum(row) };
}

type Sums = Pick<UsageGroupRow, 'attempts' | 'input_tokens' | 'output_tokens' | 'cost_micro_usd' | 'unpriced_attempts'>;

function viewSum({ attempts, input_tokens, output_tokens, cost_micro_usd, unpriced_attempts }: Sums): UsageSum {
  const isUnknown = attempts > 0 && unpriced_attempts === attempts;
  return {
    attempts,
    tokens: { input: input_tokens, output: output_tokens },
    cost: { micro_usd: isUnknown ? null : cost_micro_usd, unpriced_attempts },
  };
}
