import {
  cancelRequested,
  hardTimeLimit,
  leaseLost,
  leaseUnconfirmed,
  softTimeLimit,
  workerShutdown,
  type AgentFailure,
} from '@cadre/agents';
import { assertNever } from '@cadre/domain';

/** Why an attempt is told to stop. */
export type StopReason =
  'soft_timeout' | 'hard_timeout' | 'shutdown' | 'lease_unconfirmed' | 'cancelled' | 'lease_lost';

/** A later, weightier word replaces an earlier one: who lost the lease has nothing more to say about anything else. */
const WEIGHT: Record<StopReason, number> = {
  soft_timeout: 0,
  hard_timeout: 1,
  shutdown: 2,
  lease_unconfirmed: 3,
  cancelled: 4,
  lease_lost: 5,
};

/** How long an agent may take to stop by itself before it is abandoned. The soft limit's end is the hard limit. */
const PATIENCE_MS: Record<StopReason, number> = {
  soft_timeout: Number.POSITIVE_INFINITY,
  hard_timeout: 1_000,
  shutdown: 2_000,
  lease_unconfirmed: 2_000,
  cancelled: 10_000,
  lease_lost: 2_000,
};

export function outweighs(reason: StopReason, present: StopReason | undefined): boolean {
  return present === undefined || WEIGHT[reason] > WEIGHT[present];
}

export function patienceMs(reason: StopReason): number {
  return PATIENCE_MS[reason];
}

/** What the agent reads as the reason of its signal. */
export function abortReason(reason: StopReason, limits: { softSeconds: number; hardSeconds: number }): AgentFailure {
  switch (reason) {
    case 'soft_timeout':
      return softTimeLimit(limits.softSeconds);
    case 'hard_timeout':
      return hardTimeLimit(limits.hardSeconds);
    case 'shutdown':
      return workerShutdown();
    case 'lease_unconfirmed':
      return leaseUnconfirmed();
    case 'cancelled':
      return cancelRequested();
    case 'lease_lost':
      return leaseLost();
    default:
      return assertNever(reason);
  }
}
