import { Heap } from './heap';
import type { OpenLane } from './open-lanes';

interface Tenant {
  readonly name: string;
  readonly lanes: Heap<OpenLane>;
  inFlight: number;
}

/** Hands out places one by one; what it handed out to one priority is gone for the next. */
export class TakingTurns {
  private readonly inFlight: Map<string, number>;

  constructor(
    private left: number,
    private readonly rooms: Map<string, number>,
    inFlight: ReadonlyMap<string, number>,
    private readonly caps: ReadonlyMap<string, number>,
  ) {
    this.inFlight = new Map(inFlight);
  }

  /** Places of the window that nobody got. */
  get free(): number {
    return this.left;
  }

  /** How many tasks more an agent may take. */
  agentRoom(agentId: string): number {
    return this.rooms.get(agentId) ?? 0;
  }

  /** How many tasks more a tenant may have in flight. */
  tenantRoom(tenant: string): number {
    return (this.caps.get(tenant) ?? Infinity) - (this.inFlight.get(tenant) ?? 0);
  }

  /** Serves the lanes of one priority until the window is full or none of them may have more. */
  serve(lanes: readonly OpenLane[]): void {
    const tenants = new Heap(this.tenantsOf(lanes), fewestInFlightFirst);
    for (let tenant = tenants.peek(); tenant && this.left > 0; tenant = tenants.peek()) {
      const first = tenant.lanes.peek();
      if (!first || this.tenantRoom(tenant.name) < 1) {
        tenants.pop();
      } else {
        // A lane that is blocked or empty stays so for the rest of the plan: it is dropped once, not passed each time.
        if (this.mayHaveMore(first)) this.give(tenant, first);
        else tenant.lanes.pop();
        tenants.settle();
      }
    }
  }

  private mayHaveMore({ lane: { agentId, depth = Infinity }, count }: OpenLane): boolean {
    return this.agentRoom(agentId) >= 1 && count < depth;
  }

  private give(tenant: Tenant, open: OpenLane): void {
    const { agentId } = open.lane;
    open.count += 1;
    tenant.lanes.settle();
    tenant.inFlight += 1;
    this.inFlight.set(tenant.name, tenant.inFlight);
    this.rooms.set(agentId, this.agentRoom(agentId) - 1);
    this.left -= 1;
  }

  private tenantsOf(lanes: readonly OpenLane[]): Tenant[] {
    const groups = new Map<string, OpenLane[]>();
    for (const open of lanes) {
      const group = groups.get(open.lane.tenant);
      if (group) group.push(open);
      else groups.set(open.lane.tenant, [open]);
    }
    return [...groups].map(([name, group]) => ({
      name,
      lanes: new Heap(group, earliestNext),
      inFlight: this.inFlight.get(name) ?? 0,
    }));
  }
}

function fewestInFlightFirst(a: Tenant, b: Tenant): boolean {
  if (a.inFlight !== b.inFlight) return a.inFlight < b.inFlight;
  return nextSubmitNo(a.lanes.peek()) < nextSubmitNo(b.lanes.peek());
}

function earliestNext(a: OpenLane, b: OpenLane): boolean {
  return nextSubmitNo(a) < nextSubmitNo(b);
}

/** Only the head's number is known; the n-th task behind it cannot have a smaller one than this. */
function nextSubmitNo(open: OpenLane | undefined): number {
  return open ? open.lane.headSubmitNo + open.count : Infinity;
}
