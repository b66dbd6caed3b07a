/** Why an attempt gave its task back although nobody told it to. */
export type HandBackCause = 'provider_paused' | 'circuit_open';

/** Thrown by an executor that can do nothing for its task now, through no fault of it: the attempt counts for nothing. */
export class HandBack extends Error {
  readonly code = 'HANDED_BACK';

  constructor(
    readonly reason: HandBackCause,
    message: string,
  ) {
    super(message);
    this.name = 'HandBack';
  }
}
