/** What a schedule fires. */
export const TARGET_KINDS = ['task', 'workflow'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What to do with instants that passed while nobody was there to fire. */
export const MISFIRE_POLICIES = ['run_once', 'skip', 'run_all'] as const;
export type MisfirePolicy = (typeof MISFIRE_POLICIES)[number];

/** What to do when the run before is still under way. */
export const OVERLAP_POLICIES = ['allow', 'skip', 'cancel_previous', 'queue'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

export const DEFAULT_MISFIRE_POLICY: MisfirePolicy = 'run_once';

/** Tasks may overlap unless told otherwise, whole workflows may not. */
export function defaultOverlapPolicy(target: TargetKind): OverlapPolicy {
  return target === 'task' ? 'allow' : 'skip';
}

/** A firing this late is still on time: a restart or a change of leader is no misfire. */
export const MISFIRE_GRACE_MS = 60_000;
/** The most firings that one turn makes up for. */
export const MAX_CATCH_UP = 100;
/** The most firings of one schedule that wait for the run before them. */
export const MAX_QUEUED_RUNS = 10;
/** So many firings in a row that could not be submitted pause a schedule. */
export const MAX_CONSECUTIVE_FAILURES = 10;
/** An instant may be put off by this much, and by less than the time to the next. */
export const MAX_JITTER_SECONDS = 3600;
