import type { DispatchInput, Preemption } from './dispatch-plan';
import type { OpenLane } from './open-lanes';
import { QueuedVictims } from './queued-victims';
import type { TakingTurns } from './taking-turns';

/**
 * What must be taken back so that an urgent lane does not wait behind less urgent tasks that are merely queued: when
 * they use up its agent's limit, and when they fill the team's window.
 *
 * @param lanes all lanes of unpaused agents, the most urgent first
 * @param turns what the plan has handed out already
 */
export function planPreemptions(input: DispatchInput, lanes: readonly OpenLane[], turns: TakingTurns): Preemption[] {
  if (!input.queued?.some(({ count }) => count > 0)) return [];
  const room = new RoomByPreemption(turns, new QueuedVictims(input.queued));
  for (const open of lanes) room.makeFor(open);
  return room.preemptions();
}

class RoomByPreemption {
  private readonly orders = new Map<string, Preemption>();
  private readonly agentRooms = new Map<string, number>();
  private readonly tenantRooms = new Map<string, number>();
  private free: number;

  constructor(
    private readonly turns: TakingTurns,
    private readonly victims: QueuedVictims,
  ) {
    this.free = turns.free;
  }

  preemptions(): Preemption[] {
    return [...this.orders.values()];
  }

  makeFor(open: OpenLane): void {
    const wanted = unserved(open);
    if (wanted <= 0) return;
    const { agentId, tenant, priority: below } = open.lane;
    const agentRoom = this.agentRooms.get(agentId) ?? this.turns.agentRoom(agentId);
    const tenantRoom = this.tenantRooms.get(tenant) ?? this.turns.tenantRoom(tenant);
    const reachable = Math.min(
      agentRoom + this.victims.inAgent(agentId, below),
      this.free + this.victims.inTeam(below),
    );
    const got = Math.min(wanted, tenantRoom, reachable);
    if (got < 1) return;
    const fromAgent = Math.max(0, got - agentRoom);
    const fromTeam = Math.max(0, got - this.free - fromAgent);
    this.takeFromAgent(agentId, below, fromAgent);
    this.takeFromTeam(below, fromTeam);
    this.agentRooms.set(agentId, agentRoom + fromAgent - got);
    this.tenantRooms.set(tenant, tenantRoom - got);
    this.free += fromAgent + fromTeam - got;
  }

  private takeFromAgent(agentId: string, belowPriority: number, count: number): void {
    if (count === 0) return;
    this.victims.takeFromAgent(agentId, belowPriority, count);
    this.order(`${belowPriority} ${agentId}`, { agentId, belowPriority, count });
  }

  private takeFromTeam(belowPriority: number, count: number): void {
    if (count === 0) return;
    this.victims.takeFromTeam(belowPriority, count);
    this.order(`${belowPriority}`, { belowPriority, count });
  }

  private order(key: string, preemption: Preemption): void {
    const count = (this.orders.get(key)?.count ?? 0) + preemption.count;
    this.orders.set(key, { ...preemption, count });
  }
}

/**
 * How many tasks of the lane would need room. Of a lane whose depth is unknown only the head is certain, and only if
 * nothing of it goes already: taking back more would be for nobody.
 */
function unserved({ lane, count }: OpenLane): number {
  return (lane.depth ?? 1) - count;
}
