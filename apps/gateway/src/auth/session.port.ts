import type { Principal } from '../http/principal';

/** Lets other features ask whether a login still holds, and end what they know to be over. Also the injection token. */
export abstract class Sessions {
  /** The account changed: the next request of its tokens is judged by its new state. */
  abstract accountChanged(userId: string): void;

  /** Whether somebody who was let in before would be let in again, for answers that go on for long. */
  abstract isAdmitted(principal: Principal): Promise<boolean>;
}
