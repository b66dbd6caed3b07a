import type { Queryable } from '../database/statement';
import { REVOKE_FAMILY } from './sql/revoke-tokens.sql';
import { GET_SESSION_STATE, type SessionStateRow } from './sql/sessions.sql';

/** Sessions: what a login opened, known by the family of its refresh tokens. */
export class SessionStore {
  constructor(private readonly db: Queryable) {}

  /** Null when there is no such account. */
  async state(userId: string, familyId: string): Promise<SessionStateRow | null> {
    const [row] = await this.db.query(GET_SESSION_STATE, [userId, familyId]);
    return row ?? null;
  }

  /** Ends the session: none of its refresh tokens works any more. */
  async end(familyId: string): Promise<void> {
    await this.db.execute(REVOKE_FAMILY, [familyId]);
  }
}
