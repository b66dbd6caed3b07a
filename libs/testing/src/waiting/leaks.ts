import { until } from './until';

/** Something a test started is still there after it. */
export class LeakError extends Error {
  readonly code = 'TEST_LEAK';

  constructor(leaked: readonly string[]) {
    super(`Left behind: ${leaked.join(', ')}`);
    this.name = new.target.name;
  }
}

/** Kinds that hold a process open and that a test has to close itself. */
const WATCHED = new Set(['Timeout', 'TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap', 'PipeWrap']);
const PATIENCE_MS = 2_000;

/**
 * Remembers which timers, connections, servers and child processes stand now; the returned function fails when there
 * are more of a kind. Call it first and the result last: `const expectNoLeaks = watchLeaks()`, both in a hook or both
 * in a test, where Jest's own timer for each is counted on either side.
 */
export function watchLeaks(patienceMs = PATIENCE_MS): () => Promise<void> {
  const before = count();
  return async () => {
    const leaked = () => [...count()].filter(([kind, now]) => now > (before.get(kind) ?? 0));
    await until(() => leaked().length === 0, { timeoutMs: patienceMs }).catch(() => {
      throw new LeakError(leaked().map(([kind, now]) => `${now - (before.get(kind) ?? 0)} × ${kind}`));
    });
  };
}

function count(): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo().filter((name) => WATCHED.has(name))) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
}
