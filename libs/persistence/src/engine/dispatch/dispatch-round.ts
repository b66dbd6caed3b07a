import type { EventRow } from '../sql/event-row';

/** A task that was set `queued` and must now be published. */
export interface DispatchedTask {
  readonly taskId: string;
  readonly dispatchNo: number;
  readonly agentId: string;
  readonly tenant: string;
  readonly priority: number;
  readonly traceParent: string | null;
}

/** What a round did. */
export type RoundMove =
  /** Queued tasks gave way to more urgent ones: another round puts these in their place. */
  | { readonly kind: 'preempted'; readonly events: readonly EventRow[] }
  | {
      readonly kind: 'dispatched';
      /** In the order in which they go. */
      readonly tasks: readonly DispatchedTask[];
      readonly events: readonly EventRow[];
      /** When the next rate token of a blocked agent is there; null: no agent waits for one. */
      readonly nextTokenMs: number | null;
      /** Nothing due was left behind for want of room: more room alone gives no reason for another round. */
      readonly drained: boolean;
    };

/** How the team stood before the round. */
export interface WindowState {
  readonly window: number;
  /** The use of the window. */
  readonly queued: number;
}

export type DispatchRound =
  /** Somebody else dispatches for the team now. */
  { readonly kind: 'fenced' } | (WindowState & RoundMove);
