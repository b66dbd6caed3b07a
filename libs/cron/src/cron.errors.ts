/** The expression is none, or names no instant at all. A retry does not help; the message says what to change. */
export class InvalidCronError extends Error {
  readonly code = 'INVALID_CRON';
}

/** The IANA database has no such zone. A retry does not help. */
export class UnknownTimeZoneError extends Error {
  readonly code = 'UNKNOWN_TIME_ZONE';
}
