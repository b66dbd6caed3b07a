import { judgeSender } from './judge-sender';

describe('the judgement about a sender', () => {
  it.each([
    ['the team of its user', 'cadre-worker-testing', 'testing', 'ours'],
    ['another team', 'cadre-worker-testing', 'marketing', 'foreign'],
    ['a team whose name begins alike', 'cadre-worker-test', 'testing', 'foreign'],
    ['any team with the one user of all services', 'guest', 'testing', 'ours'],
    ['a team without a user', undefined, 'testing', 'anonymous'],
  ] as const)('who speaks for %s', (_, sender, team, verdict) => {
    expect(judgeSender({ sender, team })).toBe(verdict);
  });
});
