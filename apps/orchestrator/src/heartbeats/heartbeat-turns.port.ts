/** When heartbeat processing was last at work, heartbeats or none: the reaper trusts no lease across a standstill. */
export abstract class HeartbeatTurns {
  /** A batch is about to be processed; call the result when it is done. */
  abstract begin(): () => void;
}
