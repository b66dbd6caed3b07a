import type { Origin } from '../../audit/origin';
import type { Visibility } from '../../visibility/visibility';

/** Who gives a command, and which tasks they may give it for. */
export interface Commander {
  readonly origin: Origin;
  readonly visibility: Visibility;
}
