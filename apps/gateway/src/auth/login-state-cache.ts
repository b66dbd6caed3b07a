import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../http/principal';
import { LOGIN_STATES, type LoginState, type LoginStates } from './login-state.port';
import type { Sessions } from './session.port';

/** So long another replica may go on admitting somebody who was disabled or logged out here. */
const FRESH_MS = 5_000;
const MAX_LOGINS = 10_000;

interface Known {
  readonly state: LoginState | null;
  readonly userId: string;
}

/** Logins seen lately. Concurrent readers of one share a query; what changes in this process holds at once. */
@Injectable()
export class LoginStateCache implements Sessions {
  private readonly known = new LRUCache<string, Known>({ max: MAX_LOGINS, ttl: FRESH_MS });
  private readonly loading = new Map<string, Promise<LoginState | null>>();
  /** Raised by every change; what was read before a change is not kept. */
  private changes = 0;

  constructor(@Inject(LOGIN_STATES) private readonly source: LoginStates) {}

  /** The state if it is known freshly; undefined when it must be loaded. */
  peek(sessionId: string): LoginState | null | undefined {
    return this.known.get(sessionId)?.state;
  }

  load(userId: string, sessionId: string): Promise<LoginState | null> {
    const underWay = this.loading.get(sessionId);
    if (underWay) return underWay;
    const load = this.read(userId, sessionId).finally(() => this.loading.delete(sessionId));
    this.loading.set(sessionId, load);
    return load;
  }

  accountChanged(userId: string): void {
    this.changes++;
    this.loading.clear();
    for (const [sessionId, known] of this.known.entries()) {
      if (known.userId === userId) this.known.delete(sessionId);
    }
  }

  async isAdmitted({ userId, sessionId, role, tenant }: Principal): Promise<boolean> {
    const known = this.peek(sessionId);
    const state = known === undefined ? await this.load(userId, sessionId) : known;
    if (state === null || state.disabled || state.ended) return false;
    return state.role === role && state.tenant === tenant;
  }

  private async read(userId: string, sessionId: string): Promise<LoginState | null> {
    const changesBefore = this.changes;
    const state = await this.source.find(userId, sessionId);
    if (this.changes === changesBefore) this.known.set(sessionId, { state, userId });
    return state;
  }
}
