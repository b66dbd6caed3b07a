/** broadcast: these teams may have something to dispatch. Coalesced, and only a hint. */
export interface DispatchHintV1 {
  readonly teams: readonly string[];
}
