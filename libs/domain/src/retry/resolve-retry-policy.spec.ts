import { resolveRetryPolicy } from './resolve-retry-policy';
import { DEFAULT_RETRY_POLICY } from './retry-policy';

describe('resolveRetryPolicy', () => {
  it('is the default when nobody says anything', () => {
    expect(resolveRetryPolicy()).toEqual(DEFAULT_RETRY_POLICY);
    expect(resolveRetryPolicy({}, { factor: undefined })).toEqual(DEFAULT_RETRY_POLICY);
  });

  it('lets the agent change the default and the task change the agent', () => {
    const policy = resolveRetryPolicy({ max_retries: 5, strategy: 'linear' }, { max_retries: 0 });
    expect(policy).toEqual({ ...DEFAULT_RETRY_POLICY, max_retries: 0, strategy: 'linear' });
  });
});
