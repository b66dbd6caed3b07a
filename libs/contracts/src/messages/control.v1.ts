/** orchestrator → one worker's inbox. Best effort: the same word comes again with the next heartbeat's answer. */
export type ControlV1 =
  | { readonly action: 'cancel'; readonly task_id: string; readonly lease_no: number }
  | { readonly action: 'drain' }
  /** Another worker met a 429 on this key. Sent only to workers that speak of their keys. */
  | { readonly action: 'pause_provider'; readonly key_id: string; readonly pause_ms: number };
