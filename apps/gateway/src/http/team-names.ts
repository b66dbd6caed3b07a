import type { Team } from '@cadre/contracts';

/** What teams are called by people and older clients. */
export const TEAM_NAMES: Readonly<Record<Team, string>> = {
  marketing: 'MARKETING_TEAM',
  testing: 'TEST_AGENT',
  'user-story': 'USER_STORY_AGENT',
  engineering: 'ENGINEERING_TEAM',
  platform: 'PLATFORM_TEAM',
};

/** The name of a team; one nobody named is shown by its slug. */
export function teamName(team: string): string {
  return Object.hasOwn(TEAM_NAMES, team) ? TEAM_NAMES[team as Team] : team;
}

/** The slug of a team given by slug or by name. What is neither matches nothing. */
export function teamSlug(given: string): string {
  const found = Object.entries(TEAM_NAMES).find(([, name]) => name === given);
  return found ? found[0] : given;
}
