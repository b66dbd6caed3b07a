import { hash, verify } from '@node-rs/argon2';
import { CryptoError } from '../errors';
import { ARGON2_PARAMETERS, isOutdatedHash } from './argon2-parameters';

/** More passwords wait to be checked than can be within a reasonable time. A later retry helps. */
export class HashQueueFullError extends CryptoError {
  readonly code = 'OVERLOADED';
}

export interface HasherLimits {
  /** Hashes computed at once; each takes 19 MiB and one thread of libuv's pool. */
  readonly concurrency?: number;
  /** Callers that may wait behind them. */
  readonly waiting?: number;
}

export interface Verification {
  readonly matches: boolean;
  /** The hash was made with older parameters: store a new one now that the password is at hand. */
  readonly outdated: boolean;
}

/** Hashes and verifies passwords, a few at a time, so that a wave of logins takes neither the memory nor the threads. */
export class PasswordHasher {
  private readonly concurrency: number;
  private readonly maxWaiting: number;
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  constructor({ concurrency = 2, waiting = 500 }: HasherLimits = {}) {
    this.concurrency = concurrency;
    this.maxWaiting = waiting;
  }

  /** A PHC string: `$argon2id$v=19$m=19456,t=2,p=1$…`. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, ARGON2_PARAMETERS));
  }

  /**
   * Compares a password with a stored hash. Without a hash (no such user) it works just as long and answers no, so that
   * the time tells nothing.
   */
  async verify(password: string, storedHash: string | null): Promise<Verification> {
    const decoy = await this.decoyHash();
    const matches = await this.inTurn(() => verify(storedHash ?? decoy, password));
    return storedHash === null
      ? { matches: false, outdated: false }
      : { matches, outdated: matches && isOutdatedHash(storedHash) };
  }

  private decoyHash(): Promise<string> {
    this.decoy ??= this.hash('nobody has this password').catch((error: unknown) => {
      this.decoy = undefined;
      throw error;
    });
    return this.decoy;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.concurrency) this.running++;
    else await this.waitForTurn();
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.running--;
    }
  }

  private waitForTurn(): Promise<void> {
    if (this.queue.length >= this.maxWaiting) throw new HashQueueFullError('Too many logins are under way.');
    return new Promise((resolve) => this.queue.push(resolve));
  }
}
