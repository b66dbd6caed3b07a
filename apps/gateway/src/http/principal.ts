/** What a person may do; see the roles of each route. */
export const ROLES = ['admin', 'user', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking, as proven by the access token and the present state of the account. */
export interface Principal {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly tenant: string;
  /** `jti` of the access token. */
  readonly tokenId: string;
  /** The login the token comes from. */
  readonly sessionId: string;
}
