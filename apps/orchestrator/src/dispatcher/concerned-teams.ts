import type { CommittedEvent } from '@cadre/persistence';

export interface ConcernedTeams {
  /** A task became due in them. */
  readonly due: readonly string[];
  /** Room was made in them, and nothing else. */
  readonly room: readonly string[];
}

/** The teams in which these events made a task due, or room for one: everything but going itself does. */
export function concernedTeams(events: readonly CommittedEvent[]): ConcernedTeams {
  const due = new Set<string>();
  const room = new Set<string>();
  for (const { type, to, team } of events) {
    if (to === 'pending') due.add(team);
    else if (type !== 'queued' && to !== 'scheduled') room.add(team);
  }
  return { due: [...due], room: [...room].filter((team) => !due.has(team)) };
}
