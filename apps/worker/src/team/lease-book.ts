import type { HeldLease } from './held-lease';

/** Every lease this worker believes to hold, by task. */
export class LeaseBook {
  private readonly leases = new Map<string, HeldLease>();

  add(lease: HeldLease): void {
    this.leases.set(lease.taskId, lease);
  }

  get(taskId: string): HeldLease | undefined {
    return this.leases.get(taskId);
  }

  /** Removes exactly this lease; a newer one on the same task stays. */
  remove(lease: HeldLease): void {
    if (this.leases.get(lease.taskId) === lease) this.leases.delete(lease.taskId);
  }

  all(): readonly HeldLease[] {
    return [...this.leases.values()];
  }

  get size(): number {
    return this.leases.size;
  }
}
