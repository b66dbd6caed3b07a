import { type Ageing, effectivePriority } from './ageing';
import type { QueuedCount } from './lane';
import type { OpenLane } from './open-lanes';

type Levels = Map<number, number>;

/** What stands on the broker and may be taken back, by priority: of the team, and of each agent. */
export class QueuedVictims {
  private readonly team: Levels = new Map();
  private readonly agents = new Map<string, Levels>();
  /** The most urgent priority that any queued task of a level counts as. */
  private readonly ranks: Levels = new Map();

  constructor(queued: readonly QueuedCount[], ageing: Ageing | undefined) {
    for (const { agentId, priority, count, longestWaitMs = Infinity } of queued) {
      const rank = effectivePriority(priority, longestWaitMs, ageing);
      this.ranks.set(priority, Math.min(rank, this.ranks.get(priority) ?? Infinity));
      add(this.team, priority, count);
      add(this.levelsOf(agentId), priority, count);
    }
  }

  /**
   * Tasks below this number are strictly less urgent than the lane, aged or not: taken back, they stand behind it.
   * Without ageing it is the lane's own priority.
   */
  limitFor({ lane, rank }: OpenLane): number {
    const asUrgent = [...this.ranks].filter(([, other]) => other <= rank).map(([priority]) => priority);
    return Math.max(lane.priority, ...asUrgent);
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
