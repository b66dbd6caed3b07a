import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry-policy';

/** What an agent or a task says about retries; `undefined` fields say nothing. */
export type RetryPolicyChoice = { readonly [K in keyof RetryPolicy]?: RetryPolicy[K] | undefined };

/** The policy of one task: the product's default, changed by its agent, changed by the task itself. */
export function resolveRetryPolicy(...choices: readonly RetryPolicyChoice[]): RetryPolicy {
  return choices.reduce<RetryPolicy>((policy, choice) => ({ ...policy, ...stated(choice) }), DEFAULT_RETRY_POLICY);
}

function stated(choice: RetryPolicyChoice): Partial<RetryPolicy> {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}
