import { judgeRefresh, type RefreshFacts } from './judge-refresh';

const FRESH: RefreshFacts = { revoked: false, expired: false, disabled_at: null, seconds_since_rotation: null };

describe('the use of a refresh token', () => {
  it.each<[string, Partial<RefreshFacts> | undefined, string]>([
    ['is unknown', undefined, 'unknown'],
    ['for the first time', {}, 'rotate'],
    ['a second time at once', { seconds_since_rotation: 0 }, 'repeat'],
    ['a second time within the grace', { seconds_since_rotation: 20 }, 'repeat'],
    ['a second time after the grace', { seconds_since_rotation: 20.001 }, 'reused'],
    ['after the grace, of a revoked family', { seconds_since_rotation: 99, revoked: true }, 'reused'],
    ['of a revoked family', { revoked: true }, 'revoked'],
    ['within the grace, of a revoked family', { seconds_since_rotation: 1, revoked: true }, 'revoked'],
    ['too late', { expired: true }, 'expired'],
    ['of a disabled user', { disabled_at: new Date(0) }, 'disabled'],
  ])('%s', (_when, facts, verdict) => {
    expect(judgeRefresh(facts && { ...FRESH, ...facts }, 20)).toBe(verdict);
  });
});
