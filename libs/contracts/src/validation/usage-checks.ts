import type { UsageV1 } from '../messages/usage.v1';
import { amount, optional, record } from './check';

export const usage = record<UsageV1>({
  input_tokens: optional(amount),
  output_tokens: optional(amount),
  cost_micro_usd: optional(amount),
});
