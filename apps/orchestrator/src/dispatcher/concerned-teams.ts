import type { CommittedEvent } from '@cadre/persistence';

/** Teams in which these events made a task due, or room for one: everything but going itself does. */
export function concernedTeams(events: readonly CommittedEvent[]): readonly string[] {
  const teams = new Set<string>();
  for (const event of events) if (event.type !== 'queued' && event.to !== 'scheduled') teams.add(event.team);
  return [...teams];
}
