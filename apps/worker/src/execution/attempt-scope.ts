import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { AttemptControl } from './attempt-control';

/**
 * Whose code runs at this moment: an agent's, on behalf of its attempt, or the worker's own. Whatever code starts, timers
 * and connections, inherits the answer; so the scope begins where the agent's code does and ends wherever that calls the
 * worker back. A timer that many attempts share belongs to none of them, nor does what it logs.
 */
export class AttemptScope {
  private readonly storage = new AsyncLocalStorage<AttemptControl>();
  /** Where this was made there was no attempt, and no trace or log context of one. */
  private readonly origin = new AsyncResource('AttemptScope');

  /** The attempt whose agent runs now; undefined in the worker's own code. */
  get current(): AttemptControl | undefined {
    return this.storage.getStore();
  }

  inside<T>(attempt: AttemptControl, agentsCode: () => T): T {
    return this.storage.run(attempt, agentsCode);
  }

  outside<T>(workersCode: () => T): T {
    return this.origin.runInAsyncScope(workersCode);
  }
}
