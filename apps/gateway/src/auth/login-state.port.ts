import type { Role } from '../http/principal';

/** The present state of one login of an account, as far as admission asks. */
export interface LoginState {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly tenant: string;
  readonly tokenVersion: number;
  readonly disabled: boolean;
  /** Logged out, or revoked because a refresh token was used twice. */
  readonly ended: boolean;
}

/** Where the state of logins is read from; null when there is no such account. */
export interface LoginStates {
  find(userId: string, sessionId: string): Promise<LoginState | null>;
}

export const LOGIN_STATES = Symbol('LOGIN_STATES');
