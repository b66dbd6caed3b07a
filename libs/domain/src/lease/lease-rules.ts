/** How long a lease lasts from its last renewal. */
export const LEASE_SECONDS = 30;

/**
 * A time of the database that was written as its present, or a lease that began then, and lies further ahead than this,
 * was written before its clock was set back. It is cut down to what it would be if it were written now.
 */
export const CLOCK_MARGIN_SECONDS = 5;

/** How often a worker renews its leases; several renewals may be lost before a lease is. */
export const HEARTBEAT_SECONDS = 5;

/** A worker whose last heartbeat is older counts as dead for the window and for statistics. */
export const WORKER_LIVE_SECONDS = 15;

/** The longest a worker can hold a message it has not claimed: 1 s for a slot, 5 s for the claim's answer. */
export const LONGEST_UNCLAIMED_SECONDS = 6;
