/** What is known about a refresh token when it is used. */
export interface RefreshFacts {
  readonly revoked: boolean;
  readonly expired: boolean;
  readonly disabled_at: Date | null;
  /** Null while it was never used. */
  readonly seconds_since_rotation: number | null;
}

export type RefreshVerdict = 'rotate' | 'repeat' | 'reused' | 'unknown' | 'expired' | 'revoked' | 'disabled';

/**
 * What the use of a refresh token means. A second use shortly after the first is the same browser with two tabs; a later
 * one is a copy in other hands, also when the family was revoked or the token has expired since.
 */
export function judgeRefresh(facts: RefreshFacts | undefined, graceSeconds: number): RefreshVerdict {
  if (!facts) return 'unknown';
  const since = facts.seconds_since_rotation;
  if (since !== null && since > graceSeconds) return 'reused';
  if (facts.revoked) return 'revoked';
  if (facts.expired) return 'expired';
  if (facts.disabled_at !== null) return 'disabled';
  return since === null ? 'rotate' : 'repeat';
}
