import { teamName, teamSlug } from './team-names';

describe('the names of teams', () => {
  it.each([
    ['testing', 'TEST_AGENT'],
    ['user-story', 'USER_STORY_AGENT'],
    ['marketing', 'MARKETING_TEAM'],
    ['engineering', 'ENGINEERING_TEAM'],
    ['research', 'research'],
    ['toString', 'toString'],
  ])('%s is shown as %s and found under both', (slug, name) => {
    expect(teamName(slug)).toBe(name);
    expect(teamSlug(name)).toBe(slug);
    expect(teamSlug(slug)).toBe(slug);
  });
});
