import type { QueuedCount } from './lane';

type Levels = Map<number, number>;

/** What stands on the broker and may be taken back, by priority: of the team, and of each agent. */
export class QueuedVictims {
  private readonly team: Levels = new Map();
  private readonly agents = new Map<string, Levels>();

  constructor(queued: readonly QueuedCount[]) {
    for (const { agentId, priority, count } of queued) {
      add(this.team, priority, count);
      add(this.levelsOf(agentId), priority, count);
    }
  }

  inTeam(belowPriority: number): number {
    return countBelow(this.team, belowPriority);
  }

  inAgent(agentId: string, belowPriority: number): number {
    // Taking from the team does not say whose tasks they were, so an agent never has more left than the team.
    return Math.min(countBelow(this.levelsOf(agentId), belowPriority), this.inTeam(belowPriority));
  }

  takeFromTeam(belowPriority: number, count: number): void {
    takeLowest(this.team, belowPriority, count);
  }

  takeFromAgent(agentId: string, belowPriority: number, count: number): void {
    takeLowest(this.levelsOf(agentId), belowPriority, count);
    this.takeFromTeam(belowPriority, count);
  }

  private levelsOf(agentId: string): Levels {
    const levels = this.agents.get(agentId) ?? new Map<number, number>();
    this.agents.set(agentId, levels);
    return levels;
  }
}

function add(levels: Levels, priority: number, count: number): void {
  levels.set(priority, (levels.get(priority) ?? 0) + count);
}

function countBelow(levels: Levels, belowPriority: number): number {
  let sum = 0;
  for (const [priority, count] of levels) if (priority > belowPriority) sum += count;
  return sum;
}

function takeLowest(levels: Levels, belowPriority: number, wanted: number): void {
  let left = wanted;
  for (const priority of [...levels.keys()].sort((a, b) => b - a)) {
    if (priority <= belowPriority) return;
    const taken = Math.min(left, levels.get(priority) ?? 0);
    add(levels, priority, -taken);
    left -= taken;
  }
}
