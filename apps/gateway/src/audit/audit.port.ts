import type { AuditEntry } from '@cadre/persistence';

/** Where the gateway notes who did what. Also the injection token. */
export abstract class AuditTrail {
  /** Notes it soon; never fails the caller. What a person did to stored data is noted by the stores, in its transaction. */
  abstract note(entry: AuditEntry): void;
  /** Notes it now; resolves when it is kept. */
  abstract keep(entry: AuditEntry): Promise<void>;
}
