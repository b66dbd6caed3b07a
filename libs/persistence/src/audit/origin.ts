/** Who did something, from where. What a person's action leaves in the audit log and as the actor of its events. */
export interface Origin {
  readonly userId: string | null;
  readonly tenant: string | null;
  readonly email: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly correlationId: string | null;
  /** W3C traceparent: what is set off continues its trace. */
  readonly traceParent?: string | undefined;
}

/** What the system does by itself. */
export const SYSTEM_ORIGIN: Origin = {
  userId: null,
  tenant: null,
  email: null,
  ipAddress: null,
  userAgent: null,
  correlationId: null,
};

/** The actor of a task's event. */
export function actorOf(origin: Origin): string {
  return origin.userId === null ? 'system' : `user:${origin.userId}`;
}
